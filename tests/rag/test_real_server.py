"""Once with a real server: `transformers serve` with a tiny model of random weights, made here.

It writes noise, as it must; what counts is that its protocol is understood, to the end, and that the noise is refused.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from faults import ASKED, Writing

from rag.llm import LanguageModel

pytest.importorskip("fastapi", reason="transformers serve needs it")
_PATIENCE = 120  # seconds for the server to begin


@pytest.fixture(scope="module")
def tiny_writer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two small layers that writes bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("writer")
    signs = [*sorted(pre_tokenizers.ByteLevel.alphabet()), "<s>", "</s>"]
    tokenizer = Tokenizer(models.BPE(vocab={sign: place for place, sign in enumerate(signs)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>", chat_template=template
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(signs),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16_384,
        bos_token_id=len(signs) - 2,
        eos_token_id=len(signs) - 1,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served(tiny_writer: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of that model."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = "from transformers.cli.transformers import main; main()"
    command = [sys.executable, "-c", code, "serve", str(tiny_writer), "--host", "127.0.0.1", "--port", str(port)]
    environ = {**os.environ, "HF_HUB_OFFLINE": "1"}
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with (
        log.open("w") as file,
        subprocess.Popen([*command, "--device", "cpu"], env=environ, stdout=file, stderr=file) as server,
    ):
        try:
            for _ in range(_PATIENCE):
                if server.poll() is not None:
                    pytest.skip(f"transformers serve does not start here: {log.read_text()[-300:]}")
                try:
                    httpx.get(f"http://127.0.0.1:{port}/health", timeout=1)
                    break
                except httpx.HTTPError:
                    time.sleep(1)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()


def test_the_noise_of_a_real_server_is_read_to_its_end_and_refused(
    served: str, tiny_writer: Path, writing: Writing
) -> None:
    assistant = writing(llm=f"openai-like:{tiny_writer}", llm_url=served, llm_timeout=120.0)
    answer = assistant.ask(ASKED)
    assert answer.engine == "extractive"
    assert answer.citations
    assert "left out" in answer.notice
    written = LanguageModel(assistant.settings).write([("user", "Hello")], within=120)
    assert written

"""Every error clausewise raises on purpose.

::

    ClausewiseError                 has .message and .hint; shown without a traceback
    ├── AddressError                a text is not a clause address
    ├── CatalogueError              catalogue.toml is unreadable, incomplete or contradicts itself
    ├── SourceError                 a document's text cannot be trusted or read
    │   ├── SourceMissing           the catalogue names a file that is not there
    │   ├── SourceChanged           the bytes are not those that were recorded
    │   └── SourceUnreadable        not text, empty, or in no encoding we know
    │       ├── SourceDamaged       a PDF or Word file whose structure is broken or cut off
    │       ├── SourceEncrypted     a PDF or Office file that opens only with a password
    │       └── SourceScanned       a PDF without any text: pictures of pages
    ├── ShelfError                  a user's document cannot be added, stored or removed
    ├── QuestionsError              a file of curated questions cannot be understood
    ├── NothingOperative            an act was read but gave no operative clause
    ├── SettingsError               an unknown key or a value out of range
    ├── IndexUnusable               the index cannot serve
    │   ├── IndexMissing            nothing has been built yet
    │   ├── IndexOutdated           it was built from another corpus, model, adapter or program version
    │   ├── IndexDamaged            its files contradict its manifest
    │   ├── IndexBusy               another command changes the documents or the index
    │   └── BuildFailed             a build could not be finished; the index before it goes on serving
    ├── ModelError                  the embedding model is absent, damaged, or is not the pinned one
    │   └── AdapterError            an adapter of it is damaged, made for another model, or cannot be made or kept
    ├── WriterError                 the language model gave no usable answer; the clauses are quoted instead
    ├── QuotationError              a quotation does not match its source
    ├── CitationError               a reference that names no clause to cite, or an unknown citation style
    ├── ExportError                 an answer or a checklist that cannot be exported; nothing is written
    ├── QuestionError               an empty or overlong question, or a bad option beside it
    ├── FetchError                  an official text could not be fetched; nothing that was there before is touched
    │   ├── NotFetchable            no such document or language, or a document without a CELEX number
    │   ├── NotOffered              the Publications Office has no such text in this language and format
    │   ├── HostRefused             an address leads away from the Publications Office
    │   ├── BotCheck                a page that asks for a browser came in place of the text
    │   ├── WrongAnswer             the answer is not what was asked for
    │   ├── TooLarge                the text is longer than the limit
    │   └── Unreachable             no whole answer after several tries; what arrived is kept and resumed
    ├── HistoryError                a conversation history that is not the documented JSON
    ├── ConversationMissing         no such conversation, or it is somebody else's
    ├── DatasetError                an evaluation data set that breaks its format
    ├── OutputError                 a report or an export cannot be written where it was asked for
    ├── StoreError                  a database of the home folder cannot be read or written
    ├── FeedbackError               feedback that cannot be taken, or a decision on it that cannot be made
    └── RunError                    an evaluation run cannot be written, read or compared
        ├── RunUnfinished           it was cut short; the same command finishes it
        ├── RunTaken                the folder holds another run, or somebody is writing this one
        └── RetrieverError          the retriever being measured failed, or gave what cannot be measured
"""


class ClausewiseError(Exception):
    """A failure the reader can act on: one clear sentence and the way out.

    >>> str(ClausewiseError("No index yet.", hint="Run `clausewise build`."))
    'No index yet. Run `clausewise build`.'
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class AddressError(ClausewiseError, ValueError):
    """A text is not a clause address."""


class CatalogueError(ClausewiseError):
    """The catalogue is unreadable, incomplete or contradicts itself."""


class SourceError(ClausewiseError):
    """A document's text cannot be trusted or read."""


class SourceMissing(SourceError):
    """The catalogue names a file that is not there."""


class SourceChanged(SourceError):
    """The bytes are not those that the catalogue or the shelf recorded."""


class SourceUnreadable(SourceError):
    """The file is empty, or in no format and encoding that is read here."""


class SourceDamaged(SourceUnreadable):
    """The file calls itself a PDF or an Office document, but its structure is broken or cut off."""


class SourceEncrypted(SourceUnreadable):
    """The PDF or Office document opens only with a password, or with a cipher that is not installed."""


class SourceScanned(SourceUnreadable):
    """The PDF has pages and not a word of text: pictures of pages."""


class ShelfError(ClausewiseError):
    """A user's document cannot be added, stored or removed; nothing was changed."""


class QuestionsError(ClausewiseError):
    """A file of curated questions cannot be understood."""


class NothingOperative(ClausewiseError):
    """An act was read but gave no operative clause: success with nothing is a failure."""


class SettingsError(ClausewiseError):
    """An unknown settings key, or a value out of range."""


class IndexUnusable(ClausewiseError):
    """The index cannot serve."""


class IndexMissing(IndexUnusable):
    """Nothing has been built yet."""


class IndexOutdated(IndexUnusable):
    """The index was built from another corpus, model, adapter or program version."""


class IndexDamaged(IndexUnusable):
    """The index files contradict their manifest."""


class IndexBusy(IndexUnusable):
    """Another command changes the documents or the index."""


class BuildFailed(IndexUnusable):
    """A build could not be finished; the index before it goes on serving."""


class ModelError(ClausewiseError):
    """The embedding model is absent, damaged, or is not the pinned one."""


class AdapterError(ModelError):
    """An adapter is damaged or made for another model, or it cannot be made or kept."""


class WriterError(ClausewiseError):
    """The language model gave no answer that can be used; the one without it is given, with this as the reason."""


class QuotationError(ClausewiseError):
    """A quotation does not match its source; the answer that holds it is not shown."""


class CitationError(ClausewiseError, ValueError):
    """A reference names no clause to cite, or not one alone, or the citation style is unknown."""


class ExportError(ClausewiseError):
    """An answer or a checklist cannot be exported whole and sure; nothing is written."""


class QuestionError(ClausewiseError, ValueError):
    """An empty or overlong question, or a bad option beside it."""


class FetchError(ClausewiseError):
    """An official text could not be fetched; nothing that was there before is touched."""


class NotFetchable(FetchError):
    """There is no such document or language, or the document has no CELEX number to ask with."""


class NotOffered(FetchError):
    """The Publications Office has no such text in this language and format."""


class HostRefused(FetchError):
    """An address leads away from the Publications Office; nothing was asked there."""


class BotCheck(FetchError):
    """A page that asks for a browser came in place of the text; it is never stored."""


class WrongAnswer(FetchError):
    """The answer is not what was asked for; it is not stored."""


class TooLarge(FetchError):
    """The text is longer than the limit; it is not stored."""


class Unreachable(FetchError):
    """No whole answer came after several tries; what arrived is kept, and the same request resumes it."""


class HistoryError(ClausewiseError, ValueError):
    """A conversation history that is not the documented JSON."""


class ConversationMissing(ClausewiseError):
    """There is no such conversation, or it belongs to somebody else: the two are not told apart."""


class DatasetError(ClausewiseError):
    """An evaluation data set that breaks its format."""


class OutputError(ClausewiseError):
    """A report or an export cannot be written where it was asked for."""


class StoreError(ClausewiseError):
    """A database of the home folder cannot be read or written; what it held is untouched."""


class FeedbackError(ClausewiseError):
    """Feedback that cannot be taken, or a decision on it that cannot be made; nothing was changed."""


class RunError(ClausewiseError):
    """An evaluation run cannot be written, read or compared."""


class RunUnfinished(RunError):
    """The run was cut short; the same command finishes it."""


class RunTaken(RunError):
    """The folder holds another run, or another process is writing this one."""


class RetrieverError(RunError):
    """The retriever being measured failed, or gave what cannot be measured."""

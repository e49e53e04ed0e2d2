"""What the exit codes of ``beizeng`` mean. Scripts may rely on them."""

OK = 0
REFUSED = 1  #: an action was refused, with its reason
USAGE = 2  #: the command's words are off
BAD_INPUT = 3  #: a file or value could not be read; what, where and what to write is printed
NOT_INITIALISED = 4  #: the data folder holds no database yet: run `beizeng init`
BROKEN = 5  #: a check failed: the ledger's chain, a pack, a store

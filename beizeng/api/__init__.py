"""The JSON door: what other programs read, over the same queries as the pages.

One module per room; ``access`` says who asks and how often, ``answers`` what every answer carries, ``problems`` how an
error is said, ``urls`` puts them together under ``/api/``. Not here: writing. What a program has to tell comes as a
feed or as a case, through the doors where a person answers for it.
"""

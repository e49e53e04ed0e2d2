"""`python -m beizeng`: the same as the command `beizeng`."""

from beizeng.cli import main

if __name__ == "__main__":
    main()

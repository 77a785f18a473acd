"""A little server that speaks the protocol of clamd, run as a process of its own:

    python tests/lib/virus_scanner.py ADDRESS LIMIT

ADDRESS is a path for a socket, or 0 for a port of 127.0.0.1 that it prints. It finds what contains the word VIRUS, and
refuses streams of more than LIMIT bytes, as clamd does with StreamMaxLength.
"""

import socketserver
import struct
import sys

NAME = "Test.Signature-1"


class Conversation(socketserver.StreamRequestHandler):
    """One command of one connection."""

    def handle(self) -> None:
        """zINSTREAM, pieces with their length before them, a piece of nothing; then the answer."""
        if self._command() != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        seen = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            seen += self.rfile.read(length)
            if len(seen) > int(sys.argv[2]):
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = f"stream: {NAME} FOUND" if b"VIRUS" in seen else "stream: OK"
        if b"STRANGE" in seen:
            found = "stream: who knows ERROR"
        if b"SILENT" not in seen:
            self.wfile.write(found.encode() + b"\0")

    def _command(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            piece = self.rfile.read(1)
            if not piece:
                break
            said += piece
        return said.rstrip(b"\0")


def main() -> None:
    """Serve until ended."""
    where = sys.argv[1]
    if where == "0":
        server: socketserver.BaseServer = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
    else:
        server = socketserver.ThreadingUnixStreamServer(where, Conversation)
    with server:
        port = server.server_address[1] if isinstance(server.server_address, tuple) else where
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()

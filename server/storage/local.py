import asyncio
import hashlib
import os
import tempfile
from pathlib import Path

from vendors.errors import HengjianError


class BlobDamaged(HengjianError):
    """A stored file is missing or its bytes no longer match its name."""


class LocalBlobs:
    """Files under `root/ab/abcdef…`; written beside, synced, then renamed, so a blob is whole or absent."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def put(self, content: bytes) -> str:
        """Keep the bytes; returns their SHA-256. The same bytes twice are kept once."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, sha256: str) -> bytes:
        """The bytes; BlobDamaged when they are gone or altered."""
        return await asyncio.to_thread(self._get, sha256)

    def _put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).rename(path)
        return name

    def _get(self, sha256: str) -> bytes:
        try:
            content = self._path(sha256).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise BlobDamaged(
                f"存档文件 {sha256[:12]} 缺失或已损坏，请从备份恢复。",
                f"The stored file {sha256[:12]} is missing or damaged; restore it from the backup.",
            )
        return content

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise ValueError(sha256)
        return self._root / sha256[:2] / sha256

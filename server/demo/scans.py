"""Scans that say of themselves that they are none."""

from server.demo.cast import Stage
from vendors.attachments.actions import keep
from vendors.attachments.rules import File


async def kept(stage: Stage, filename: str, *lines: str) -> tuple[File, str]:
    """A page in the store, as an action takes it: the file and its SHA-256."""
    file = File(filename=filename, content=sample_pdf(*lines))
    return file, await keep(file, blobs=stage.house.blobs)


def sample_pdf(*lines: str) -> bytes:
    """A page that says what it stands for; letters outside ASCII are left out."""
    said = ["SAMPLE - NOT A REAL PAPER", *(line.encode("ascii", "ignore").decode() for line in lines)]
    text = " ".join(f"({line}) Tj 0 -28 Td" for line in said)
    stream = f"BT /F1 20 Tf 72 720 Td {text} ET"
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    body = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {font} >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(body, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n{table}"
    return f"{out}trailer << /Size {len(body) + 1} /Root 1 0 R >>\nstartxref\n{out.index('xref')}\n%%EOF\n".encode()

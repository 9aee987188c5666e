"""Image files made byte by byte from their specifications, for what no library at hand writes."""
import struct
import zlib


def packbits(data):
    """PackBits (TIFF 6.0, section 9): runs of at least three as runs, the rest as literals."""
    out, i = bytearray(), 0
    while i < len(data):
        run = 1
        while i + run < len(data) and run < 128 and data[i + run] == data[i]:
            run += 1
        if run >= 3:
            out += bytes([257 - run, data[i]])
            i += run
            continue
        start = i
        while i < len(data) and i - start < 128 and data[i:i + 3] != data[i:i + 1] * 3:
            i += 1
        if i == start:
            i += 1
        out += bytes([i - start - 1]) + data[start:i]
    return bytes(out)


def lzw(data):
    """LZW as TIFF has it: most significant bit first, codes grow one entry early."""
    bits, count, out = 0, 0, bytearray()

    def put(code, width):
        nonlocal bits, count
        bits = bits << width | code
        count += width
        while count >= 8:
            out.append(bits >> (count - 8) & 255)
            count -= 8
            bits &= (1 << count) - 1

    table, width = {bytes([i]): i for i in range(256)}, 9
    put(256, 9)
    word = b''
    for value in data:
        longer = word + bytes([value])
        if longer in table:
            word = longer
            continue
        put(table[word], width)
        table[longer] = len(table) + 2
        if len(table) + 2 == 4094:
            put(256, width)
            table, width = {bytes([i]): i for i in range(256)}, 9
        elif len(table) + 2 >= (1 << width):
            width += 1
        word = bytes([value])
    if word:
        put(table[word], width)
        if len(table) + 3 >= (1 << width) and width < 12:
            width += 1
    put(257, width)
    if count:
        out.append(bits << (8 - count) & 255)
    return bytes(out)


def zstd(data):
    """A Zstandard frame (RFC 8878) of one raw block."""
    frame = struct.pack('<IBI', 0xFD2FB528, 0xA0, len(data))
    return frame + struct.pack('<I', len(data) << 3 | 1)[:3] + data


PACKERS = {1: bytes, 5: lzw, 8: zlib.compress, 32773: packbits, 50000: zstd}


def tiff(slices, order='<', big=False, compression=1, rows_per_strip=None, tile=None, photometric=1,
         extra=(), packed_bits=None):
    """A TIFF of two-dimensional arrays; `extra` are (tag, type, count, bytes) entries of page 0."""
    kinds = {'u': 1, 'i': 2, 'f': 3}
    word, offset_type = ('Q', 16) if big else ('I', 4)
    out = bytearray({'<': b'II', '>': b'MM'}[order])
    out += struct.pack(order + ('HHHQ' if big else 'HI'), *((43, 8, 0, 0) if big else (42, 0)))
    link = len(out) - (8 if big else 4)
    for number, pixels in enumerate(slices):
        height, width = pixels.shape
        if packed_bits:
            width = packed_bits[1]
        blocks = []
        if tile:
            for y in range(0, height, tile):
                for x in range(0, width, tile):
                    block = pixels[y:y + tile, x:x + tile]
                    full = pixels.__class__((tile, tile), pixels.dtype)
                    full[...] = 0
                    full[:block.shape[0], :block.shape[1]] = block
                    blocks.append(full)
        else:
            rows = rows_per_strip or height
            blocks = [pixels[y:y + rows] for y in range(0, height, rows)]
        offsets, counts = [], []
        for block in blocks:
            stored = PACKERS[compression](
                block.astype(block.dtype.newbyteorder(order)).tobytes())
            offsets.append(len(out))
            counts.append(len(stored))
            out += stored + b'\0' * (len(stored) % 2)

        def values(code, numbers):
            return struct.pack(order + str(len(numbers)) + code, *numbers)

        bits = packed_bits[0] if packed_bits else pixels.dtype.itemsize * 8
        tags = [(256, 4, 1, values('I', [width])), (257, 4, 1, values('I', [height])),
                (258, 3, 1, values('H', [bits])), (259, 3, 1, values('H', [compression])),
                (262, 3, 1, values('H', [photometric])), (277, 3, 1, values('H', [1])),
                (339, 3, 1, values('H', [kinds[pixels.dtype.kind]]))]
        where = (324, 325) if tile else (273, 279)
        tags.append((where[0], offset_type, len(offsets), values(word, offsets)))
        tags.append((where[1], offset_type, len(counts), values(word, counts)))
        if tile:
            tags += [(322, 4, 1, values('I', [tile])), (323, 4, 1, values('I', [tile]))]
        else:
            tags.append((278, 4, 1, values('I', [rows_per_strip or height])))
        if number == 0:
            tags += extra
        inline = 8 if big else 4
        entries = b''
        for tag, kind, count, content in sorted(tags):
            if len(content) > inline:
                place = len(out)
                out += content + b'\0' * (len(content) % 2)
                content = struct.pack(order + word, place)
            entries += struct.pack(order + 'HH' + word, tag, kind, count)
            entries += content.ljust(inline, b'\0')
        out[link:link + inline] = struct.pack(order + word, len(out))
        out += struct.pack(order + ('Q' if big else 'H'), len(tags)) + entries
        link = len(out)
        out += b'\0' * inline
    return bytes(out)


def png(pixels, colour_type=0, bits=None, palette=b'', chunks=()):
    """A PNG of an array [height, width(, channels)] without filters."""
    bits = bits or pixels.dtype.itemsize * 8
    height, width = pixels.shape[:2]

    def chunk(kind, content):
        return (struct.pack('>I', len(content)) + kind + content +
                struct.pack('>I', zlib.crc32(kind + content)))

    rows = b''.join(b'\0' + row.astype(row.dtype.newbyteorder('>')).tobytes() for row in pixels)
    out = b'\x89PNG\r\n\x1a\n'
    out += chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, bits, colour_type, 0, 0, 0))
    for kind, content in chunks:
        out += chunk(kind, content)
    if palette:
        out += chunk(b'PLTE', palette)
    return out + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')

#!/usr/bin/env python3
"""Reads what Axolemma exported with other libraries and compares it with the raw voxels.
Usage: check_files.py EXPORTED RAW TYPE WIDTH HEIGHT DEPTH X Y Z (nm; 0 0 0 where unknown)"""
import glob
import struct
import sys
import zlib

import numpy as np

exported, raw, kind = sys.argv[1:4]
width, height, depth = map(int, sys.argv[4:7])
spacing = np.array(list(map(float, sys.argv[7:10])))
expected = np.fromfile(raw, kind).reshape(depth, height, width)
size = None


def read_nrrd(path):
    head, body = open(path, 'rb').read().split(b'\n\n', 1)
    fields = dict(line.split(': ', 1) for line in head.decode().split('\n')[2:])
    numbers = np.array(list(map(int, fields['sizes'].split())))
    names = {'float': 'float32', 'double': 'float64'}
    data = np.frombuffer(zlib.decompress(body, 31), names.get(fields['type'], fields['type']))
    size = np.array(list(map(float, fields['spacings'].split()))) if 'spacings' in fields else None
    return data.reshape(numbers[::-1]), size


def read_mha(path):
    content = open(path, 'rb').read()
    head, body = content.split(b'ElementDataFile = LOCAL\n', 1)
    fields = dict(line.split(' = ', 1) for line in head.decode().strip().split('\n'))
    names = {'MET_UCHAR': 'u1', 'MET_CHAR': 'i1', 'MET_USHORT': 'u2', 'MET_SHORT': 'i2',
             'MET_UINT': 'u4', 'MET_INT': 'i4', 'MET_ULONG_LONG': 'u8', 'MET_LONG_LONG': 'i8',
             'MET_FLOAT': 'f4', 'MET_DOUBLE': 'f8'}
    data = np.frombuffer(body, names[fields['ElementType']])
    numbers = list(map(int, fields['DimSize'].split()))
    size = None
    if 'ElementSpacing' in fields:
        size = np.array(list(map(float, fields['ElementSpacing'].split()))) * 1e6
    return data.reshape(numbers[::-1]), size


def read_png(path):
    content = open(path, 'rb').read()
    at, packed = 8, b''
    while at < len(content):
        length, name = struct.unpack('>I4s', content[at:at + 8])
        body = content[at + 8:at + 8 + length]
        assert zlib.crc32(name + body) == struct.unpack('>I', content[at + 8 + length:][:4])[0]
        if name == b'IHDR':
            columns, rows, bits = struct.unpack('>IIB', body[:9])
        packed += body if name == b'IDAT' else b''
        at += 12 + length
    lines = np.frombuffer(zlib.decompress(packed), 'u1').reshape(rows, -1)
    out = np.zeros((rows, lines.shape[1] - 1), 'u1')
    for y in range(rows):
        assert lines[y, 0] in (0, 2)
        out[y] = lines[y, 1:] + (out[y - 1] if lines[y, 0] == 2 and y > 0 else 0)
    return out if bits == 8 else out.view('>u2')


if exported.endswith('.tif'):
    import tifffile
    with tifffile.TiffFile(exported) as file:
        found = file.asarray()
        page = file.pages[0]
        assert page.compression == 8 and page.predictor == 1 and not page.is_tiled
        assert file.is_imagej
        about = file.imagej_metadata
        assert about['images'] == depth
        if spacing.any():
            assert about['unit'] == 'nm'
            per = [page.tags[tag].value for tag in ('XResolution', 'YResolution')]
            size = np.array([per[0][1] / per[0][0], per[1][1] / per[1][0], about['spacing']])
        else:
            assert 'unit' not in about
elif exported.endswith('.nrrd'):
    found, size = read_nrrd(exported)
elif exported.endswith('.mha'):
    found, size = read_mha(exported)
elif exported.endswith(('.nii', '.nii.gz')):
    import nibabel
    image = nibabel.load(exported)
    found = np.asarray(image.dataobj).transpose(2, 1, 0)
    if spacing.any():
        assert image.header.get_xyzt_units()[0] == 'micron'
        size = np.array(image.header.get_zooms()) * 1e3
elif exported.endswith('.h5'):
    import h5py
    with h5py.File(exported, 'r') as file:
        labels = kind in ('uint16', 'uint32', 'uint64')
        data = file['volumes/labels/neuron_ids' if labels else 'volumes/raw']
        assert data.dtype == ('uint64' if labels else kind)
        found = data[...]
        size = np.array(data.attrs['resolution'])[::-1] if 'resolution' in data.attrs else None
elif exported.endswith('.png'):
    names = sorted(glob.glob(exported[:-4] + '_*.png'))
    assert len(names) == depth, names
    found = np.stack([read_png(name) for name in names])
    size = spacing if spacing.any() else None

found = found.reshape(expected.shape)
assert np.array_equal(found, expected), 'voxels differ'
if spacing.any():
    assert size is not None and np.allclose(size, spacing, rtol=1e-5), (size, spacing)
elif not exported.endswith('.nii') and not exported.endswith('.nii.gz'):
    assert size is None, size

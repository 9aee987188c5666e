#!/usr/bin/env python3
"""Writes small stacks in every format that Axolemma reads, with other libraries or byte by byte, and
a manifest that says what a reader has to find in them. Usage: make_files.py FOLDER"""
import base64
import json
import pathlib
import struct
import sys
import zlib

import h5py
import mrcfile
import nibabel
import numpy as np
import tifffile

from byte_formats import png, tiff

GREY_JPEG = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAXEAADAQAAAAAAAAAAAAAAAAAAGmek/9oACAEBAAA/AJVmnWUKzTrKf//Z'
COLOUR_JPEG = '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgj/xAAiEAABAwEJAQAAAAAAAAAAAAABAgMRBAAFBhITIUFhcSL/xAAWAQEBAQAAAAAAAAAAAAAAAAAEBwj/xAAmEQAABQMEAAcAAAAAAAAAAAABAhEhMQADQQQHElEFF2FxgcHx/9oADAMBAAIRAxEAPwCKqDHFezqOrqltrchBk5xBn5UZG4mZ6PltI29pLep1AgVkdVCfZMxP1VHt7o+KWShfnDyjeqDnDtFI7vxrdS30Cs1aaqSiVPITmCSeSORx1v7ZJNqrYCYNOZcdKMMnch8UzzWu8yXkKJhEHHkMLOG/Oq//2Q=='
TYPES = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64', 'float32',
         'float64']
OUT = pathlib.Path(sys.argv[1])
MANIFEST = []


def pattern(kind, shape=(3, 10, 17)):
    """Voxel i of each type, as `expectedVoxel` in test_stack_reader.cpp has it."""
    i = np.arange(np.prod(shape), dtype=np.uint64)
    wide = i.astype(np.int64)
    values = {'uint8': i * 7 % 256, 'int8': wide * 7 % 256 - 128, 'uint16': i * 257 % 65536,
              'int16': wide * 257 % 65536 - 32768, 'uint32': (i * 70001 + 3000000000) % 2**32,
              'int32': wide * 70001 - 1000000, 'uint64': i * 2**33 + 5,
              'int64': wide * 2**33 - 2**40, 'float32': wide * 0.5 - 3,
              'float64': wide * 0.25 - 1}[kind]
    return values.astype(kind).reshape(shape)


def expect(name, kind, shape=(3, 10, 17), spacing=None, form=None, note='', content='pattern'):
    MANIFEST.append({'file': name, 'type': kind, 'depth': shape[0], 'height': shape[1],
                     'width': shape[2], 'spacing': spacing, 'format': form, 'note': note,
                     'content': content})


def save(name, data, *args, **more):
    (OUT / name).write_bytes(data)
    expect(name, *args, **more)


def tiffs():
    for kind in TYPES:
        for order, letters in (('<', 'little'), ('>', 'big')):
            name = f'tiff_{kind}_{letters}.tif'
            tifffile.imwrite(OUT / name, pattern(kind), byteorder=order, photometric='minisblack')
            expect(name, kind, form='TIFF')
    for kind in ('uint8', 'uint16', 'uint32', 'float32'):
        name = f'tiff_{kind}_deflate_tiles.tif'
        tifffile.imwrite(OUT / name, pattern(kind), tile=(16, 16), compression='zlib',
                         photometric='minisblack')
        expect(name, kind, form='TIFF')
        name = f'bigtiff_{kind}.tif'
        tifffile.imwrite(OUT / name, pattern(kind), bigtiff=True, rowsperstrip=3,
                         photometric='minisblack')
        expect(name, kind, form='BigTIFF')
    name = 'tiff_uint16_predictor.tif'
    tifffile.imwrite(OUT / name, pattern('uint16'), compression='zlib', predictor=True,
                     photometric='minisblack')
    expect(name, 'uint16', form='TIFF')
    for compression, word in ((5, 'lzw'), (8, 'deflate'), (32773, 'packbits'), (50000, 'zstd')):
        for kind in ('uint8', 'uint16', 'int32', 'float32'):
            order = '>' if kind == 'uint16' else '<'
            save(f'bytes_{word}_{kind}.tif',
                 tiff(pattern(kind), order, compression=compression, rows_per_strip=4), kind,
                 form='TIFF')
        save(f'bytes_{word}_tiles.tif', tiff(pattern('uint8'), compression=compression, tile=16),
             'uint8', form='TIFF')
        save(f'bytes_{word}_big.tif',
             tiff(pattern('int16'), '>', big=True, compression=compression), 'int16',
             form='BigTIFF')
    long = (np.arange(90000) // 7 % 251).astype('uint8').reshape(1, 300, 300)
    save('bytes_lzw_long.tif', tiff(long, compression=5), 'uint8', (1, 300, 300), content='sevenths')
    bits = np.packbits((np.arange(3 * 10 * 17) % 3 == 0).reshape(3, 10, 17), axis=2)
    save('bytes_one_bit.tif', tiff(bits, packed_bits=(1, 17)), 'uint8', content='thirds')
    save('bytes_white_is_zero.tif', tiff(255 - pattern('uint8'), photometric=0), 'uint8',
         note='inverted')
    # 2500000 pixels to the centimetre are 4 nm.
    resolution = [(282, 5, 1, struct.pack('<II', 2500000, 1)),
                  (283, 5, 1, struct.pack('<II', 2500000, 1)), (296, 3, 1, struct.pack('<H', 3))]
    save('bytes_centimetres.tif', tiff(pattern('uint8'), extra=resolution), 'uint8',
         note='no distance of its slices')
    printers = [(282, 5, 1, struct.pack('<II', 300, 1)), (283, 5, 1, struct.pack('<II', 300, 1))]
    save('bytes_printer.tif', tiff(pattern('uint8'), extra=printers), 'uint8',
         note='no voxel size')


def imagej():
    for unit, factor in (('nm', 1), ('micron', 1e-3), ('um', 1e-3), ('\\u00B5m', 1e-3),
                         ('mm', 1e-6)):
        name = f'imagej_{unit.strip(chr(92))}.tif'
        tifffile.imwrite(OUT / name, pattern('uint16'), imagej=True,
                         resolution=(1 / (5 * factor), 1 / (6 * factor)),
                         metadata={'axes': 'ZYX', 'unit': unit, 'spacing': 45 * factor})
        expect(name, 'uint16', spacing=[5, 6, 45], form='TIFF')
    name = 'imagej_pixels.tif'
    tifffile.imwrite(OUT / name, pattern('uint8'), imagej=True, metadata={'axes': 'ZYX'})
    expect(name, 'uint8', form='TIFF', note='no voxel size')
    # The form above 4 GB: one directory, the other planes behind the first.
    name = 'imagej_raw_planes.tif'
    tifffile.imwrite(OUT / name, pattern('uint16'), imagej=True, resolution=(0.25, 0.25),
                     metadata={'axes': 'ZYX', 'unit': 'nm', 'spacing': 50, 'truncate': True})
    expect(name, 'uint16', spacing=[4, 4, 50], form='TIFF')
    text = b'ImageJ=1.53t\nimages=3\nslices=3\nunit=nm\nspacing=30\n\0'
    raw = tiff(pattern('float32')[:1], '>', extra=[
        (270, 2, len(text), text), (282, 5, 1, struct.pack('>II', 1, 3)),
        (283, 5, 1, struct.pack('>II', 1, 3)), (296, 3, 1, struct.pack('>H', 1))])
    data = pattern('float32').astype('>f4').tobytes()
    plane = len(data) // 3
    # The first plane is where its strip says; the directory of this file has to come before it.
    moved = bytearray(raw)
    at = moved.index(struct.pack('>HHI', 273, 4, 1)) + 8
    moved[at:at + 4] = struct.pack('>I', len(raw))
    save('bytes_raw_planes.tif', bytes(moved) + data, 'float32', spacing=[3, 3, 30], form='TIFF')
    assert plane * 3 == len(data)
    hyper = np.zeros((1, 3, 2, 10, 17), 'uint8')
    hyper[0, :, 0] = pattern('uint8')
    name = 'imagej_two_channels.tif'
    tifffile.imwrite(OUT / name, hyper, imagej=True,
                     metadata={'axes': 'TZCYX', 'unit': 'nm', 'spacing': 50},
                     resolution=(0.25, 0.25))
    expect(name, 'uint8', spacing=[4, 4, 50], note='first of 2 channels')
    name = 'imagej_time_as_depth.tif'
    tifffile.imwrite(OUT / name, pattern('uint8'), imagej=True, metadata={'axes': 'TYX'})
    expect(name, 'uint8', note='time points are taken as slices')


def ome():
    name = 'ome.ome.tif'
    tifffile.imwrite(OUT / name, pattern('uint16'), ome=True, metadata={
        'axes': 'ZYX', 'PhysicalSizeX': 4.5, 'PhysicalSizeXUnit': 'nm', 'PhysicalSizeY': 4.5,
        'PhysicalSizeYUnit': 'nm', 'PhysicalSizeZ': 0.03, 'PhysicalSizeZUnit': 'µm'})
    expect(name, 'uint16', spacing=[4.5, 4.5, 30], form='TIFF')
    both = np.zeros((2, 3, 10, 17), 'uint8')
    both[0] = pattern('uint8')
    name = 'ome_channels.ome.tif'
    tifffile.imwrite(OUT / name, both, ome=True, bigtiff=True, photometric='minisblack', metadata={
        'axes': 'CZYX', 'PhysicalSizeX': 0.004, 'PhysicalSizeY': 0.004, 'PhysicalSizeZ': 0.05})
    expect(name, 'uint8', spacing=[4, 4, 50], form='BigTIFF', note='first of 2 channels')


def colours():
    grey = pattern('uint8')
    rgb = np.stack([grey] * 3, axis=-1)
    for planar in ('contig', 'separate'):
        name = f'rgb_{planar}.tif'
        data = rgb if planar == 'contig' else np.moveaxis(rgb, -1, 1)
        tifffile.imwrite(OUT / name, data, photometric='rgb', planarconfig=planar)
        expect(name, 'uint8', note='colours')
    name = 'palette.tif'
    tifffile.imwrite(OUT / name, grey[0], photometric='palette',
                     colormap=np.arange(768, dtype='uint16').reshape(3, 256))
    expect(name, 'uint8', (1, 10, 17), note='colour table')


def pngs():
    slice8, slice16 = pattern('uint8')[0], pattern('uint16')[0]
    one = (1, 10, 17)
    save('grey8.png', png(slice8), 'uint8', one, form='PNG')
    save('grey16.png', png(slice16), 'uint16', one, form='PNG')
    save('rgb.png', png(np.stack([slice8] * 3, -1), 2), 'uint8', one, note='colours')
    save('rgba.png', png(np.stack([slice8] * 3 + [slice8 * 0 + 255], -1), 6), 'uint8', one,
         note='colours')
    save('grey_alpha.png', png(np.stack([slice8, slice8 * 0 + 9], -1), 4), 'uint8', one)
    palette = bytes(v for i in range(256) for v in (i, i, i))
    save('palette.png', png(slice8, 3, palette=palette), 'uint8', one, note='colours')
    save('physical_size.png', png(slice8, chunks=[(b'pHYs', struct.pack('>IIB', 250000000,
                                                                         250000000, 1))]),
         'uint8', one, note='no distance of its slices')


def jpegs():
    save('grey.jpg', base64.b64decode(GREY_JPEG), 'uint8', (1, 8, 16), form='JPEG',
         content='gradient')
    save('colour.jpeg', base64.b64decode(COLOUR_JPEG), 'uint8', (1, 8, 16), form='JPEG',
         note='colours', content='any')


def mrcs():
    for kind in ('int8', 'int16', 'uint16', 'float32'):
        name = f'{kind}.mrc'
        with mrcfile.new(OUT / name, overwrite=True) as file:
            file.set_data(pattern(kind))
            file.voxel_size = (40, 40, 500)
        expect(name, kind, spacing=[4, 4, 50], form='MRC')
    with mrcfile.new(OUT / 'plain.mrc', overwrite=True) as file:
        file.set_data(pattern('float32'))
    expect('plain.mrc', 'float32', form='MRC', note='no voxel size')
    # A big-endian file with an extended header.
    little = (OUT / 'int16.mrc').read_bytes()
    words = np.frombuffer(little[:1024], '<i4').astype('>i4').tobytes()
    header = bytearray(words)
    header[92:96] = struct.pack('>i', 128)
    header[208:216] = b'MAP \x11\x11\0\0'
    body = np.frombuffer(little[1024:], '<i2').astype('>i2').tobytes()
    save('big_endian.rec', bytes(header) + b'x' * 128 + body, 'int16', spacing=[4, 4, 50])


def nrrds():
    def header(kind, more, encoding='raw', endian='little'):
        return (f'NRRD0004\n# by hand\ntype: {kind}\ndimension: 3\nsizes: 17 10 3\n'
                f'encoding: {encoding}\nendian: {endian}\n{more}\n').encode()

    names = dict(zip(TYPES, TYPES), float32='float', float64='double')
    for kind in TYPES:
        save(f'{kind}.nrrd', header(names[kind], 'spacings: 4 4 50\n') + pattern(kind).tobytes(),
             kind, spacing=[4, 4, 50], form='NRRD', note='taken as nm')
    big = pattern('uint16').astype('>u2').tobytes()
    save('big_endian.nrrd', header('ushort', 'spacings: 0.000004 0.000004 0.00005\n',
                                   endian='big') + big, 'uint16', spacing=[4, 4, 50])
    gz = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = gz.compress(pattern('uint32').tobytes()) + gz.flush()
    directions = ('space: left-posterior-superior\nspace directions: (0.006,0,0) (0,0.006,0) '
                  '(0,0,0.06)\nspace units: "um" "um" "um"\n')
    save('gzip.nrrd', header('uint', directions, 'gzip') + packed, 'uint32', spacing=[6, 6, 60])
    save('odd_spacing.nrrd', header('uchar', 'spacings: 0.1 0.1 0.2\n') + pattern('uint8').tobytes(),
         'uint8', note='neither in nm nor in mm')
    (OUT / 'detached.raw').write_bytes(pattern('int16').tobytes())
    save('detached.nhdr', header('short', 'data file: detached.raw\nspacings: 4 4 50'), 'int16',
         spacing=[4, 4, 50])


def metas():
    names = ['MET_UCHAR', 'MET_CHAR', 'MET_USHORT', 'MET_SHORT', 'MET_UINT', 'MET_INT',
             'MET_ULONG_LONG', 'MET_LONG_LONG', 'MET_FLOAT', 'MET_DOUBLE']

    def header(kind, more='', data='LOCAL', msb='False', spacing='4 4 50'):
        return (f'ObjectType = Image\nNDims = 3\nBinaryData = True\n'
                f'BinaryDataByteOrderMSB = {msb}\nElementSpacing = {spacing}\n{more}'
                f'DimSize = 17 10 3\nElementType = {kind}\nElementDataFile = {data}\n').encode()

    for kind, name in zip(TYPES, names):
        save(f'{kind}.mha', header(name) + pattern(kind).tobytes(), kind, spacing=[4, 4, 50],
             form='MetaImage')
    save('big_endian.mha', header('MET_FLOAT', msb='True', spacing='5e-6 5e-6 3e-5') +
         pattern('float32').astype('>f4').tobytes(), 'float32', spacing=[5, 5, 30])
    packed = zlib.compress(pattern('int32').tobytes())
    save('deflate.mha', header('MET_INT', f'CompressedData = True\nCompressedDataSize = '
                                          f'{len(packed)}\n') + packed, 'int32',
         spacing=[4, 4, 50])
    (OUT / 'detached.bin').write_bytes(pattern('uint16').tobytes())
    save('detached.mhd', header('MET_USHORT', data='detached.bin'), 'uint16', spacing=[4, 4, 50])


def niftis():
    for kind in TYPES:
        image = nibabel.Nifti1Image(pattern(kind).transpose(2, 1, 0), None, dtype=kind)
        image.header.set_zooms((4, 4, 50))
        nibabel.save(image, OUT / f'{kind}.nii')
        expect(f'{kind}.nii', kind, spacing=[4, 4, 50], form='NIfTI', note='taken as nm')
    image = nibabel.Nifti1Image(pattern('uint16').transpose(2, 1, 0), np.diag([.004, .004, .05, 1]))
    image.header.set_xyzt_units('micron')
    nibabel.save(image, OUT / 'micron.nii.gz')
    expect('micron.nii.gz', 'uint16', spacing=[4, 4, 50], form='NIfTI')
    header = nibabel.Nifti1Header(endianness='>')
    header.set_data_dtype('int16')
    image = nibabel.Nifti1Image(pattern('int16').transpose(2, 1, 0), None, header)
    image.header.set_zooms((4e-6, 4e-6, 5e-5))
    nibabel.save(image, OUT / 'big_endian.nii')
    expect('big_endian.nii', 'int16', spacing=[4, 4, 50])
    image = nibabel.Nifti1Image(pattern('int16').transpose(2, 1, 0), np.diag([4, 4, 50, 1]))
    image.header.set_xyzt_units('mm')
    nibabel.save(image, OUT / 'four_millimetres.nii')
    expect('four_millimetres.nii', 'int16', note='no electron microscope')


    # Voxels stored as 4 i + 3, to be read as i * 0.5 - 3.
    stored = (np.arange(510, dtype='int16') * 4 + 3).reshape(3, 10, 17)
    for name in ('scaled.nii', 'scaled.nii.gz'):
        image = nibabel.Nifti1Image(stored.transpose(2, 1, 0), None)
        image.header.set_slope_inter(0.125, -3.375)
        nibabel.save(image, OUT / name)
        assert np.allclose(nibabel.load(OUT / name).get_fdata()[1, 0, 0], -2.5)
        expect(name, 'float32', form='NIfTI', spacing=[1, 1, 1])


def hdf5s():
    with h5py.File(OUT / 'cremi.h5', 'w') as file:
        raw = file.create_dataset('volumes/raw', data=pattern('uint8'), chunks=(2, 5, 8),
                                  compression='gzip')
        raw.attrs['resolution'] = [40.0, 4.0, 4.5]
        ids = file.create_dataset('volumes/labels/neuron_ids', data=pattern('uint64'))
        ids.attrs['resolution'] = [40.0, 4.0, 4.5]
    expect('cremi.h5', 'uint8', spacing=[4.5, 4, 40], form='HDF5')
    expect('cremi.h5:/volumes/labels/neuron_ids', 'uint64', spacing=[4.5, 4, 40], form='HDF5')
    for kind in TYPES:
        with h5py.File(OUT / f'{kind}.h5', 'w') as file:
            data = file.create_dataset('some/where', data=pattern(kind))
            data.attrs['element_size_um'] = [0.05, 0.004, 0.004]
            file.create_dataset('table', data=np.arange(5))
        expect(f'{kind}.h5', kind, spacing=[4, 4, 50], form='HDF5')
    with h5py.File(OUT / 'big_endian.hdf', 'w') as file:
        file.create_dataset('only', data=pattern('float32').astype('>f4'))
    expect('big_endian.hdf', 'float32', form='HDF5', note='no voxel size')
    with h5py.File(OUT / 'several.h5', 'w') as file:
        file['a'] = pattern('uint8')
        file['b'] = pattern('uint16')
    expect('several.h5:/b', 'uint16', form='HDF5')


OUT.mkdir(parents=True, exist_ok=True)
for make in (tiffs, imagej, ome, colours, pngs, jpegs, mrcs, nrrds, metas, niftis, hdf5s):
    make()
(OUT / 'manifest.json').write_text(json.dumps(MANIFEST, indent=1))

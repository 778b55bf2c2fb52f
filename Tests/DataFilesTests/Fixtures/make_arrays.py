"""Writes small NumPy files (pip install numpy) and an IDX file packed by gzip, whose numbers are 0, 1, 2, … in C order, for
every type, order and version."""

import gzip
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ramp = np.arange(6).reshape(2, 3)
np.savez(
    os.path.join(HERE, "ramps.npz"),
    **{
        dtype.replace("<", "little_").replace(">", "big_").replace("|", "byte_"): ramp.astype(dtype)
        for dtype in ["<f8", ">f8", "<f4", ">f4", "<f2", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4"]
        + ["<i8", ">i8", "<u8", ">u8"]
    },
    fortran=np.asfortranarray(ramp.astype("<f8")),
)
np.savez_compressed(
    os.path.join(HERE, "pictures.npz"),
    labels=np.array([7, 3], dtype="<i8"),
    names=np.array(["seven", "three"]),
    pictures=(np.arange(24).reshape(2, 3, 4) * 10).astype("|u1"),
    fortran=np.asfortranarray((np.arange(24).reshape(2, 3, 4) / 24).astype("<f4")),
)
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(os.path.join(HERE, f"version{version[0]}.npy"), "wb") as file:
        np.lib.format.write_array(file, ramp.astype("<f8"), version=version)
header = bytes([0, 0, 0x08, 3]) + np.array([2, 3, 4], dtype=">u4").tobytes()
packed = gzip.compress(header + (np.arange(24) * 10).astype("|u1").tobytes(), mtime=0)
with open(os.path.join(HERE, "pictures-idx3-ubyte.gz"), "wb") as file:
    file.write(packed)

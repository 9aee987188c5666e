"""Makes models of others, good and hostile, in the folder given: packages of the BioImage Model Zoo
(spec 0.4 and 0.5) and plain TorchScript files. Run with Debian's python3-torch."""
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(sys.argv[1])
# A file that a hostile model tries to write.
WRITTEN = str(FOLDER / "written")


class Blur(torch.nn.Module):
    """A mean over 5 x 5 pixels: not symmetric under inverting, and seen at borders."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, channels, 5, padding=2)
        with torch.no_grad():
            self.conv.weight.fill_(0.08)
            self.conv.bias.copy_(torch.arange(channels) * 0.5)

    def forward(self, x):
        return self.conv(x)


class Blur3d(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv3d(1, 2, 3, padding=1)
        with torch.no_grad():
            self.conv.weight.fill_(0.1)
            self.conv.weight[1].fill_(-0.1)
            self.conv.bias.fill_(0.0)

    def forward(self, x):
        return self.conv(x)


class Shrinks(torch.nn.Module):
    def forward(self, x):
        return torch.sigmoid(torch.nn.functional.max_pool2d(x, 2))


class Grows(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.interpolate(x, scale_factor=64.0)


class Loops(torch.nn.Module):
    def forward(self, x):
        while bool((x == x).all()):
            x = torch.sigmoid(x)
        return x


class Allocates(torch.nn.Module):
    def forward(self, x):
        kept = [x]
        while len(kept) < 1000000:
            kept.append(torch.rand(1 << 24))
        return kept[-1]


class Writes(torch.nn.Module):
    def __init__(self, path: str):
        super().__init__()
        self.path: str = path

    def forward(self, x):
        torch.save(x, self.path)
        return torch.sigmoid(x)


class WritesWhenLoaded(torch.nn.Module):
    def __init__(self, path: str):
        super().__init__()
        self.path: str = path

    def forward(self, x):
        return torch.sigmoid(x)

    @torch.jit.export
    def __getstate__(self):
        return (self.path, self.training)

    @torch.jit.export
    def __setstate__(self, state: "Tuple[str, bool]"):
        torch.save(torch.ones(4), state[0])
        self.path = state[0]
        self.training = state[1]


class Crashes(torch.nn.Module):
    """Indices that nobody checks, far outside of the memory."""

    def forward(self, x):
        indices = torch.full([1, 4], 1 << 44, dtype=torch.long)
        sparse = torch._sparse_coo_tensor_unsafe(indices, torch.ones(4), [8])
        return x + sparse.coalesce().to_dense().sum()


class Prints(torch.nn.Module):
    def forward(self, x):
        for i in range(2000):
            print("FOREIGN1 rubbish", i)
        return torch.sigmoid(x)


class Raises(torch.nn.Module):
    def forward(self, x):
        if x.size(2) > 0:
            raise ValueError("I want \x1b[31mmore")
        return x


def script(module):
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(module.eval()), file)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def zmuv(array):
    return (array - array.mean()) / (array.std() + 1e-6)


def write(name, files, rdf):
    # JSON is YAML.
    with zipfile.ZipFile(FOLDER / name, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("rdf.yaml", json.dumps(rdf, indent=1))
        for path, data in files.items():
            package.writestr(path, data)


def image(*shape):
    return np.random.default_rng(1).integers(20, 230, shape).astype(np.float32)


def rdf05(weights, files, channels=("cell",), halo=4, **other):
    axes = [{"type": "batch"}, {"type": "channel", "channel_names": ["raw"]}]
    out = [{"type": "batch"}, {"type": "channel", "channel_names": list(channels)}]
    for name in "yx":
        axes.append({"type": "space", "id": name, "unit": "nanometer", "scale": 4.0,
                     "size": {"min": 64, "step": 16}})
        out.append({"type": "space", "id": name, "halo": halo,
                    "size": {"tensor_id": "raw", "axis_id": name}})
    rdf = {
        "type": "model", "format_version": "0.5.3", "name": "a blur", "description": "for tests",
        "authors": [{"name": "Nobody"}], "license": "MIT",
        "cite": [{"text": "nothing", "doi": "10.1000/1"}], "documentation": "README.md",
        "inputs": [{"id": "raw", "axes": axes, "data": {"type": "float32"},
                    "test_tensor": {"source": "in.npy", "sha256": sha(files["in.npy"])},
                    "preprocessing": [{"id": "zero_mean_unit_variance",
                                       "kwargs": {"axes": ["channel", "y", "x"]}}]}],
        "outputs": [{"id": "out", "axes": out, "data": {"type": "float32"},
                     "test_tensor": {"source": "out.npy", "sha256": sha(files["out.npy"])},
                     "postprocessing": [{"id": "sigmoid"}]}],
        "weights": {"torchscript": {"source": "weights.pt", "sha256": sha(weights),
                                    "pytorch_version": torch.__version__}}}
    rdf.update(other)
    return rdf


def package05(module, channels=("cell",), output=None):
    x = image(1, 1, 64, 64)
    if output is None:
        with torch.no_grad():
            output = torch.sigmoid(module(torch.from_numpy(zmuv(x)))).numpy()
    weights = script(module)
    files = {"in.npy": npy(x), "out.npy": npy(output), "weights.pt": weights}
    return files, rdf05(weights, files, channels)


def hostile(name, module):
    files, rdf = package05(module, output=np.zeros((1, 1, 64, 64), np.float32))
    write(name, files, rdf)


def good():
    files, rdf = package05(Blur(1))
    write("good05.zip", files, rdf)
    files, rdf = package05(Blur(2), channels=("background", "membrane"))
    write("channels.zip", files, rdf)

    x = image(1, 1, 64, 64)
    with torch.no_grad():
        y = torch.sigmoid(Blur(1)(torch.from_numpy(np.clip((x - 100) / 50, -1, 2)))).numpy()
    weights = script(Blur(1))
    files = {"in.npy": npy(x), "out.npy": npy(y), "weights.pt": weights}
    write("good04.zip", files, {
        "type": "model", "format_version": "0.4.9", "name": "an older blur", "license": "MIT",
        "inputs": [{"name": "raw", "axes": "bcyx", "data_type": "float32",
                    "shape": {"min": [1, 1, 64, 64], "step": [0, 0, 16, 16]},
                    "preprocessing": [
                        {"name": "zero_mean_unit_variance",
                         "kwargs": {"mode": "fixed", "axes": "yx", "mean": 100.0, "std": 50.0}},
                        {"name": "clip", "kwargs": {"min": -1.0, "max": 2.0}}]}],
        "outputs": [{"name": "out", "axes": "bcyx", "data_type": "float32", "halo": [0, 0, 4, 4],
                     "shape": {"reference_tensor": "raw", "scale": [1, 1, 1, 1],
                               "offset": [0, 0, 0, 0]},
                     "postprocessing": [{"name": "sigmoid"}]}],
        "test_inputs": ["in.npy"], "test_outputs": ["out.npy"],
        "weights": {"torchscript": {"source": "weights.pt", "sha256": sha(weights)}}})

    x = image(1, 1, 16, 64, 64)
    with torch.no_grad():
        y = torch.softmax(Blur3d()(torch.from_numpy(zmuv(x))), 1).numpy()
    weights = script(Blur3d())
    files = {"in.npy": npy(x), "out.npy": npy(y), "weights.pt": weights}
    rdf = rdf05(weights, files, ("membrane", "cell"))
    z = {"type": "space", "id": "z", "size": {"min": 8, "step": 4}}
    rdf["inputs"][0]["axes"].insert(2, z)
    rdf["outputs"][0]["axes"].insert(2, {"type": "space", "id": "z", "halo": 1,
                                         "size": {"tensor_id": "raw", "axis_id": "z"}})
    rdf["inputs"][0]["preprocessing"][0]["kwargs"]["axes"] = ["channel", "z", "y", "x"]
    rdf["outputs"][0]["postprocessing"] = [{"id": "softmax", "kwargs": {"axis": "channel"}}]
    write("good3d.zip", files, rdf)
    (FOLDER / "plain.pt").write_bytes(script(Blur(1)))


def refused():
    files, rdf = package05(Blur(1))
    write("wrong_hash.zip", {**files, "weights.pt": files["weights.pt"][:-1] + b"!"}, rdf)
    write("outside.zip", {**files, "../evil.txt": b"!"}, rdf)
    write("absolute.zip", {**files, "/tmp/evil.txt": b"!"}, rdf)
    write("bomb.zip", {**files, "zeros": bytes(200 << 20)}, rdf)
    write("no_weights.zip", files, {**rdf, "weights": {"onnx": {"source": "weights.onnx"}}})
    write("no_inputs.zip", files, {k: v for k, v in rdf.items() if k != "inputs"})
    write("url.zip", files, {**rdf, "weights": {"torchscript": {
        "source": "https://example.org/weights.pt", "sha256": sha(files["weights.pt"])}}})
    write("old_spec.zip", files, {**rdf, "format_version": "0.3.6"})
    write("no_model.zip", files, {**rdf, "type": "dataset"})
    unknown = json.loads(json.dumps(rdf))
    unknown["inputs"][0]["preprocessing"] = [{"id": "stardist", "kwargs": {}}]
    write("operation.zip", files, unknown)
    with zipfile.ZipFile(FOLDER / "photos.zip", "w") as package:
        package.writestr("a.txt", "nothing")
    (FOLDER / "not_a_zip.zip").write_bytes(b"PK\x03\x04 and then nothing")
    hostile("shrinks.zip", Shrinks())
    hostile("grows.zip", Grows())


def attacks():
    hostile("loops.zip", Loops())
    hostile("allocates.zip", Allocates())
    hostile("writes.zip", Writes(WRITTEN))
    hostile("crashes.zip", Crashes())
    hostile("raises.zip", Raises())
    (FOLDER / "prints.pt").write_bytes(script(Prints()))
    (FOLDER / "loops.pt").write_bytes(script(Loops()))
    # Made by hand, for saving runs __getstate__ and loading __setstate__.
    (FOLDER / "loads.pt").write_bytes(script(WritesWhenLoaded(WRITTEN)))


if __name__ == "__main__":
    torch.set_num_threads(1)
    good()
    refused()
    attacks()
    Path(WRITTEN).unlink(missing_ok=True)

"""Writes a folder as a container image that serves: one layer, for `docker load` and `podman load`.

    python3 image.py ROOT PROGRAM VERSION OUT.tar

The same folder gives the same bytes. The archive is an OCI layout with the manifest that Docker reads.
"""
import gzip
import hashlib
import io
import json
import os
import platform
import sys
import tarfile

root, program, version, out = sys.argv[1:]
EPOCH = 0
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
NOBODY = "65534:65534"


def main():
    plain = layer()
    packed = gzip.compress(plain, mtime=EPOCH)
    config = {
        "architecture": ARCHITECTURE,
        "os": "linux",
        "config": {
            "User": NOBODY,
            "Env": ["PATH=/usr/bin"],
            "Entrypoint": [f"/usr/bin/{program}"],
            # Reachable from outside the container, as far as its ports are published.
            "Cmd": ["serve", "--listen", "0.0.0.0:8780", "--admin", "0.0.0.0:8781"],
            "ExposedPorts": {"8780/tcp": {}, "8781/tcp": {}},
            "Labels": {"org.opencontainers.image.version": version},
        },
        "rootfs": {"type": "layers", "diff_ids": [digest(plain)]},
    }
    files = {}
    kind = "application/vnd.oci.image"
    config = blob(files, encoded(config), f"{kind}.config.v1+json")
    packed = blob(files, packed, f"{kind}.layer.v1.tar+gzip")
    manifest = {"schemaVersion": 2, "mediaType": f"{kind}.manifest.v1+json", "config": config, "layers": [packed]}
    manifest = blob(files, encoded(manifest), manifest["mediaType"])
    manifest["annotations"] = {"io.containerd.image.name": f"{program}:{version}", "org.opencontainers.image.ref.name": version}
    files["oci-layout"] = encoded({"imageLayoutVersion": "1.0.0"})
    files["index.json"] = encoded({"schemaVersion": 2, "manifests": [manifest]})
    docker = {"Config": path(config), "RepoTags": [f"{program}:{version}"], "Layers": [path(packed)]}
    files["manifest.json"] = encoded([docker])
    with tarfile.open(out, "w") as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def layer():
    """The folder as a tar archive in which nothing depends on who built it and when."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(folders + names):
                whole = os.path.join(folder, name)
                archive.add(whole, os.path.relpath(whole, root), recursive=False, filter=of_nobody)
    return file.getvalue()


def of_nobody(entry):
    entry.uid = entry.gid = entry.mtime = EPOCH
    entry.uname = entry.gname = ""
    return entry


def blob(files, content, kind):
    described = {"mediaType": kind, "digest": digest(content), "size": len(content)}
    files[path(described)] = content
    return described


def path(described):
    return "blobs/" + described["digest"].replace(":", "/")


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def encoded(value):
    return json.dumps(value, separators=(",", ":")).encode()


main()

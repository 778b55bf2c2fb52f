import CAssets
import NumericCore

/// The diffusion model that was trained on the data called `name` and is compiled into the program, as `elbow fit diffusion` saved
/// it with `--weights-only`; nil where there is none.
public func pretrainedModel(for name: String) -> ModelArchive? {
  var length = 0
  guard let start = elbow_asset_model(name, &length) else { return nil }
  let bytes = Array(UnsafeBufferPointer(start: start, count: length))
  return try? SafetensorsFile.decode(bytes, named: name) { _ in true }
}

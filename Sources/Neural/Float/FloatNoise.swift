import CKernels
import NumericCore

/// Standard normal draws of a whole row at once: those of `RandomStream`, rounded to Float.
public enum FloatNoise {
  /// The first `count` draws of the stream of that name, into `draws`.
  public static func fill(
    _ draws: UnsafeMutablePointer<Float>, count: Int, seed: UInt64, purpose: RandomPurpose, step: UInt32,
    row: UInt32
  ) {
    var stream = elbow_stream(seed: seed, purpose: purpose.rawValue, step: step, row: row)
    elbow_normals(&stream, draws, count)
  }

  /// The same for `rows` rows of `columns` draws each, whose streams are named from `firstRow` on.
  public static func fill(
    _ draws: UnsafeMutablePointer<Float>, rows: Int, columns: Int, seed: UInt64, purpose: RandomPurpose,
    step: UInt32, firstRow: UInt32
  ) {
    var stream = elbow_stream(seed: seed, purpose: purpose.rawValue, step: step, row: firstRow)
    elbow_normal_rows(&stream, draws, rows, columns)
  }
}

import CDNN

/// A product of Float matrices of one shape, made ready once; one thread at a time computes with it.
///
///     result = activation(left · right + bias)     or     result += left · right + bias
final class FloatProduct {
  /// A factor: a matrix in memory, row-major, perhaps read with rows and columns exchanged.
  struct Factor {
    /// From one row in memory to the next.
    var stride: Int
    /// Whether rows and columns are exchanged.
    var isTransposed = false
  }

  private let handle: OpaquePointer

  /// The product of a rows × inner by an inner × columns matrix; all sizes are at least 1.
  init(
    rows: Int, inner: Int, columns: Int, left: Factor, right: Factor, hasBias: Bool = false,
    accumulates: Bool = false, activation: elbow_product_activation = elbow_product_identity
  ) {
    var shape = elbow_product_shape(
      rows: rows, inner: inner, columns: columns,
      left: elbow_product_matrix(stride: left.stride, is_transposed: left.isTransposed),
      right: elbow_product_matrix(stride: right.stride, is_transposed: right.isTransposed),
      result: elbow_product_matrix(stride: columns, is_transposed: false), has_bias: hasBias,
      accumulates: accumulates, activation: activation)
    guard let handle = elbow_product_new(&shape) else {
      // Only for want of memory, as any array would: who makes a net refuses sizes of gigabytes before.
      fatalError("no memory for a product of \(rows)x\(inner) by \(inner)x\(columns)")
    }
    self.handle = handle
  }

  deinit { elbow_product_free(handle) }

  /// Computes it on the caller's thread.
  func run(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, bias: UnsafePointer<Float>? = nil,
    into result: UnsafeMutablePointer<Float>
  ) {
    guard elbow_product_run(handle, left, right, bias, result) else {
      // Shapes and memory were settled when it was made, so nothing that a person gives can lead here.
      fatalError("oneDNN did not compute a product that it had made ready")
    }
  }
}

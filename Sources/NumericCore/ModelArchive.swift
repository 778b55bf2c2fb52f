/// What a run keeps of itself: named tensors and named strings. How they are written to a file is another module's work.
public struct ModelArchive: Hashable, Sendable {
  /// An array of numbers with a shape, row-major.
  public struct Tensor: Hashable, Sendable {
    /// The extent of each axis; empty for a single number.
    public let shape: [Int]
    /// The numbers, last axis fastest.
    public let values: [Double]

    /// A tensor of `shape` over `values`, of which there are as many as the shape says.
    public init(shape: [Int], values: [Double]) {
      precondition(
        shape.reduce(1, *) == values.count, "shape \(shape) does not hold \(values.count) numbers")
      self.shape = shape
      self.values = values
    }

    /// A vector.
    public init(_ values: [Double]) { self.init(shape: [values.count], values: values) }

    /// A matrix.
    public init(_ matrix: Matrix<Double>) {
      self.init(shape: [matrix.rows, matrix.columns], values: matrix.storage)
    }

    /// A stack of matrices of one shape: count × rows × columns.
    public init(_ matrices: [Matrix<Double>]) {
      self.init(
        shape: [matrices.count, matrices.first?.rows ?? 0, matrices.first?.columns ?? 0],
        values: matrices.flatMap(\.storage))
    }
  }

  /// The tensors by name.
  public var tensors: [String: Tensor]
  /// Strings by name.
  public var metadata: [String: String]

  /// An archive of these tensors and strings; without arguments, an empty one.
  public init(
    tensors: [String: Tensor] = [:], metadata: [String: String] = [:]
  ) {
    self.tensors = tensors
    self.metadata = metadata
  }
}

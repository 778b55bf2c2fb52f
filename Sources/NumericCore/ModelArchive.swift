/// What a run keeps of itself: named tensors and named strings. How they are written to a file is another module's work.
public struct ModelArchive: Hashable, Sendable {
  /// An array of numbers with a shape, row-major.
  public struct Tensor: Hashable, Sendable {
    /// The extent of each axis; empty for a single number.
    public let shape: [Int]
    /// The numbers, last axis fastest.
    public let values: [Double]
    /// What kind of number a file holds them as.
    public let precision: Precision

    /// What kind of number the values of a tensor are in a file.
    public enum Precision: Hashable, Sendable {
      /// Float64: every value as it is.
      case double
      /// Float32, such as the weights of a network: every value rounded to it.
      case single
      /// Int64, such as a counter: every value a whole number below 2^53 in size.
      case integer
    }

    /// A tensor of `shape` over `values`, of which there are as many as the shape says.
    public init(shape: [Int], values: [Double], precision: Precision = .double) {
      precondition(
        shape.reduce(1, *) == values.count, "shape \(shape) does not hold \(values.count) numbers")
      precondition(
        precision != .integer || values.allSatisfy { abs($0) <= 0x1p53 && $0 == $0.rounded() },
        "an integer tensor holds whole numbers of at most 2^53")
      self.shape = shape
      self.values = values
      self.precision = precision
    }

    /// A tensor of `shape` over Float32 numbers, such as the weights of a layer [outputs, inputs] or its bias [outputs].
    public init(shape: [Int], floats: some Sequence<Float>) {
      self.init(shape: shape, values: floats.map(Double.init), precision: .single)
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

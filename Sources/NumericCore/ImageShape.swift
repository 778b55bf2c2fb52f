/// The shape of pictures of one channel whose pixels are the columns of a table, row of pixels by row of pixels.
public struct ImageShape: Hashable, Sendable {
  /// How many rows of pixels.
  public let height: Int
  /// How many pixels in a row.
  public let width: Int

  /// Pictures of `height` rows of `width` pixels.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// How many pixels a picture has.
  public var pixels: Int { height * width }

  /// A name for each pixel: `r1c1`, `r1c2`, … for row and column, counted from 1.
  public var columnNames: [String] {
    (0..<height).flatMap { row in (0..<width).map { "r\(row + 1)c\($0 + 1)" } }
  }
}

extension ImageShape: CustomStringConvertible {
  /// Height by width: `28x28`.
  public var description: String { "\(height)x\(width)" }
}

import NumericCore
import Testing

@Suite("Pictures as bytes")
struct PixelTableTests {
  private let pixels = PixelTable(
    name: "p", pixels: (0..<256).map { UInt8($0) }, imageShape: ImageShape(height: 2, width: 4),
    labels: Labels(name: "l", codes: (0..<32).map { Int32($0 % 3) }, levels: ["a", "b", "c"]))

  private func filled(_ source: any FloatRows, _ rows: [Int]) -> [Float] {
    var batch = [Float](repeating: -1, count: rows.count * source.dimensions)
    batch.withUnsafeMutableBufferPointer { source.fill(rows: rows, into: $0) }
    return batch
  }

  @Test("a batch of bytes is that of the table of Doubles, for each of the 256 values")
  func fill() {
    let rows = [3, 0, 31, 3] + Array(0..<32)
    let batch = filled(pixels, rows)
    #expect(batch == filled(pixels.table, rows))
    #expect(batch.prefix(2) == [24.0 / 255, 25.0 / 255] && batch.max() == 1)
  }

  @Test("rows are chosen and held out as those of the table are, and keep their labels and numbers")
  func parts() throws {
    let holdout = DataSource.Holdout(fraction: 0.25, seed: 3)
    let parts = try #require(pixels.splitting(holdout))
    let expected = try #require(pixels.table.splitting(holdout))
    #expect(parts.heldOut.rows == 8 && parts.kept.table.values == expected.kept.values)
    #expect(parts.heldOut.table.values == expected.heldOut.values)
    #expect(parts.heldOut.labels == expected.heldOut.labels && parts.kept.source.holdout == holdout)
    #expect((0..<8).map(parts.heldOut.number) == (0..<8).map(expected.heldOut.number))
    #expect(pixels.splitting(.init(fraction: 0.999, seed: 1)) == nil)
  }

  @Test("the shape and the scale of pictures stay with the rows of their table")
  func shape() {
    let some = pixels.table.selectingRows([4, 2]).standardized()
    #expect(some.imageShape == ImageShape(height: 2, width: 4) && some.pixelScale == 255)
    #expect(some.imageShape?.columnNames == some.columnNames && some.columnNames.last == "r2c4")
  }
}

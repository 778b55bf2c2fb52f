import DataFiles
import NumericCore
import Testing

@Suite("Generators")
struct GeneratorTests {
  private static let names = DataCatalog.list.filter { $0.kind == .generator }.map(\.name)

  @Test("row i is the same whatever the count, and other with another seed", arguments: names)
  func rowsStandAlone(name: String) throws {
    let short = try DataCatalog.load(name, count: 10, seed: 7)
    let long = try DataCatalog.load(name, count: 500, seed: 7)
    let other = try DataCatalog.load(name, count: 10, seed: 8)
    #expect(short.values == long.values.selectingRows(Array(0..<10)))
    #expect(short.labels?.codes == long.labels.map { Array($0.codes.prefix(10)) })
    #expect(short.values != other.values)
    #expect(short.source.sha256 != long.source.sha256)
    #expect(try DataCatalog.load(name, count: 10, seed: 7).source.sha256 == short.source.sha256)
    #expect(long.source.count == 500 && long.source.seed == 7)
  }

  @Test("the classes are equally likely, to four standard errors of 8000 rows", arguments: names)
  func evenly(name: String) throws {
    let labels = try #require(try DataCatalog.load(name, count: 8000).labels)
    let share = 1 / Double(labels.levels.count)
    let tolerance = 4 * (8000 * share * (1 - share)).squareRoot()
    for level in labels.levels.indices {
      let count = labels.codes.count { $0 == Int32(level) }
      #expect(abs(Double(count) - 8000 * share) < tolerance)
    }
  }

  @Test("the columns asked for are those of the whole table, and the SHA-256 is that of the whole")
  func columns() throws {
    let whole = try DataCatalog.load("swiss-roll", count: 20)
    let part = try loadTable(DataRequest(location: "swiss-roll", columns: ["z", "x"], count: 20))
    #expect(part.values == whole.values.selectingColumns([2, 0]))
    #expect(part.columnNames == ["z", "x"])
    #expect(part.source.sha256 == whole.source.sha256)
  }

  @Test("the SHA-256 is that of the numbers, little endian")
  func digest() throws {
    let data = try DataCatalog.load("pinwheel", count: 5000)
    try withDirectory { directory in
      let bytes = data.values.storage.flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt64(8 * $0)) }
      }
      try AtomicFile.write(bytes, to: directory + "/numbers")
      #expect(data.source.sha256 == shell("sha256sum '\(directory)/numbers'").output.prefix(64))
    }
  }

  /// The rows of `data` as pairs or triples, each with its class.
  private func points(_ name: String, count: Int = 4000) throws -> [(row: [Double], level: Int)] {
    let data = try DataCatalog.load(name, count: count)
    let codes = try #require(data.labels).codes
    return (0..<data.rows).map { (data.values.row($0), Int(codes[$0])) }
  }

  @Test("the moons lie on their half circles, to five deviations")
  func twoMoons() throws {
    for (row, level) in try points("two-moons") {
      let (x, y) = level == 0 ? (row[0], row[1]) : (1 - row[0], 0.5 - row[1])
      #expect(abs((x * x + y * y).squareRoot() - 1) < 0.55)
      #expect(y > -0.55)
    }
  }

  @Test("the eight clouds stand around a circle of radius 4/√2 with the deviation they are said to have")
  func eightGaussians() throws {
    let points = try points("eight-gaussians", count: 16_000)
    for level in 0..<8 {
      let cloud = points.filter { $0.level == level }.map(\.row)
      let mean = (0..<2).map { column in cloud.reduce(0) { $0 + $1[column] } / Double(cloud.count) }
      let variance = cloud.reduce(0) { $0 + ($1[0] - mean[0]) * ($1[0] - mean[0]) } / Double(cloud.count)
      #expect(abs((mean[0] * mean[0] + mean[1] * mean[1]).squareRoot() - 8.0.squareRoot()) < 0.04)
      #expect(abs(variance - 0.125) < 0.02)
    }
  }

  @Test("the board has points on its dark fields only, each in the field of its class")
  func checkerboard() throws {
    for (row, level) in try points("checkerboard") {
      let i = Int(((row[0] + 4) / 2).rounded(.down))
      let j = Int(((row[1] + 4) / 2).rounded(.down))
      #expect((0..<4).contains(i) && (0..<4).contains(j))
      #expect((i + j).isMultiple(of: 2))
      #expect(level == 2 * j + i / 2)
    }
  }

  @Test("the two spirals are each other's reflection in the origin, and reach to radius π")
  func spirals() throws {
    let points = try points("spirals", count: 8000)
    let radii = points.map { ($0.row[0] * $0.row[0] + $0.row[1] * $0.row[1]).squareRoot() }
    #expect((2.9..<3.9).contains(radii.max() ?? 0))
    for level in 0..<2 {
      let arm = points.filter { $0.level == level }.map(\.row)
      let mean = arm.reduce(0) { $0 + $1[0] } / Double(arm.count)
      #expect(level == 0 ? mean > 0.1 : mean < -0.1)
    }
  }

  @Test("the pinwheel turned by a fifth of a circle is the pinwheel: its arms have one mean radius")
  func pinwheel() throws {
    let points = try points("pinwheel", count: 10_000)
    for level in 0..<5 {
      let radii = points.filter { $0.level == level }.map {
        ($0.row[0] * $0.row[0] + $0.row[1] * $0.row[1]).squareRoot()
      }
      #expect(abs(radii.reduce(0, +) / Double(radii.count) - 2.01) < 0.06)
    }
  }

  @Test("the roll lies between its innermost and outermost turn, and its quarters go outwards")
  func swissRoll() throws {
    for (row, level) in try points("swiss-roll") {
      let t = (row[0] * row[0] + row[2] * row[2]).squareRoot()
      let quarter = 0.75 * Double.pi
      #expect(t > 1.5 * .pi + quarter * Double(level) - 1.6)
      #expect(t < 1.5 * .pi + quarter * Double(level + 1) + 1.6)
      #expect((-1.6..<22.6).contains(row[1]))
    }
  }

  @Test("the parabola has the moments of its law: mean a + c, variance b² + 2c² + σ²")
  func quadratic() throws {
    let x = try points("quadratic", count: 20_000).map { $0.row[0] }
    let mean = x.reduce(0, +) / 20_000
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean) < 4 * (1.75 / 20_000).squareRoot())
    #expect(abs(variance - 1.75) < 0.12)
  }
}

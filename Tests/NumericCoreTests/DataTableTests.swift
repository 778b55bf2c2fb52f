import Glibc
import NumericCore
import Testing

@Suite("Data tables")
struct DataTableTests {
  let table = DataTable(
    name: "t", values: Matrix([[1, 5], [2, .nan], [4, 9], [9, 1]]), columnNames: ["a", "b"],
    labels: Labels(name: "kind", codes: [0, 1, 1, -1], levels: ["x", "y"]), notes: ["read"])

  @Test("Standardising gives mean 0 and standard deviation 1 with n − 1, and leaves missing values missing")
  func standardize() {
    let result = table.standardized()
    let a = result.values.column(0)
    #expect(abs(a.reduce(0, +)) < 1e-15)
    #expect(abs(a.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-15)
    // a: mean 4, squares 9 + 4 + 0 + 25 = 38 over 3.
    #expect(result.transform.shift[0] == 4)
    #expect(abs(result.transform.scale[0] - (38.0 / 3).squareRoot()) < 1e-15)
    // b: 5, 9, 1 have mean 5 and variance 16.
    #expect(result.transform.shift[1] == 5 && result.transform.scale[1] == 4)
    #expect(result.values[0, 1] == 0 && result.values[2, 1] == 1 && result.values[3, 1] == -1)
    #expect(result.values[1, 1].isNaN && result.incompleteRows == 1)
    #expect(result.labels == table.labels && result.notes == ["read"] && result.columnNames == ["a", "b"])
  }

  @Test("Rows that stand for many observations are divided between those kept and those held out")
  func splittingCounts() throws {
    let counts: [Double] = [700, 1, 0, 250, 49]
    let table = DataTable(
      name: "patterns", values: Matrix((0..<5).map { [Double($0)] }), weights: counts)
    var heldOften = 0.0
    for seed in 1...20 as ClosedRange<UInt64> {
      let holdout = DataSource.Holdout(fraction: 0.2, seed: seed)
      let parts = try #require(table.splitting(holdout))
      #expect(parts.heldOut.totalWeight == 200 && parts.kept.totalWeight == 800)
      var sums = [Double](repeating: 0, count: 5)
      for part in [parts.kept, parts.heldOut] {
        let weights = try #require(part.weights)
        #expect(weights.allSatisfy { $0 > 0 })
        for (row, weight) in weights.enumerated() { sums[part.number(ofRow: row) - 1] += weight }
      }
      #expect(sums == counts)
      heldOften += parts.heldOut.weights?[0] ?? 0
      let again = try #require(table.splitting(holdout))
      #expect(again.heldOut.weights == parts.heldOut.weights && again.kept.source.holdout == holdout)
    }
    // Hypergeometric: mean 140, variance 200 · 0.7 · 0.3 · 800/999.
    #expect(abs(heldOften / 20 - 140) < 5 * (33.64 / 20).squareRoot())
    // Weights that are no counts, or all 1, go with their rows.
    for weights in [[0.5, 2, 1, 1, 1], [1, 1, 1, 1, 1]] {
      let rows = try #require(table.weighted(by: weights).splitting(.init(fraction: 0.2, seed: 1)))
      let plain = try #require(table.weighted(by: nil).splitting(.init(fraction: 0.2, seed: 1)))
      #expect(rows.heldOut.values.storage == plain.heldOut.values.storage && rows.kept.rows == 4)
    }
  }

  @Test("The transform leads back to the data's own units, also when standardised twice")
  func transforms() {
    let once = table.standardized()
    let shifted = DataTable(
      name: "t", values: once.values,
      transform: once.transform.followed(by: UnitTransform(shift: [2, -1], scale: [4, 0.5])))
    for row in [0, 2, 3] {
      for column in 0..<2 {
        let own = table.values[row, column]
        #expect(abs(once.transform.own(once.values[row, column], column: column) - own) < 1e-14)
        // fitted₂ = (fitted₁ − shift) / scale.
        let next = (once.values[row, column] - [2.0, -1][column]) / [4, 0.5][column]
        #expect(abs(shifted.transform.own(next, column: column) - own) < 1e-14)
      }
    }
    let twice = once.standardized()
    #expect(abs(twice.transform.logScale - once.transform.logScale) < 1e-14)
    #expect(abs(once.transform.logScale - (0.5 * log(38.0 / 3) + log(4))) < 1e-14)
    #expect(table.transform.isIdentity && !once.transform.isIdentity)
    #expect(UnitTransform.identity(2).followed(by: once.transform) == once.transform)
  }

  @Test("A constant column is only centred, exactly", arguments: [0.1, -3.3, 1e300, 0])
  func constantColumn(value: Double) {
    let rows = (0..<3).map { [value, Double($0)] }
    let result = DataTable(name: "c", values: Matrix(rows)).standardized()
    #expect(result.values.column(0) == [0, 0, 0])
    #expect(result.transform.shift[0] == value && result.transform.scale[0] == 1)
  }

  @Test("A column too large to square, or without values, keeps its size")
  func extremes() {
    let result = DataTable(
      name: "e", values: Matrix([[1e200, .nan, .infinity], [-1e200, .nan, 1], [5e199, .nan, 2]])
    ).standardized()
    #expect(result.transform.scale == [1, 1, 1])
    #expect(abs(result.values[0, 0]) > 1e199)
    #expect(result.values.column(1).allSatisfy { $0.isNaN })
    #expect(result.values[0, 2] == .infinity && result.values[1, 2] == 1)
    let none = DataTable(name: "n", values: Matrix(rows: 0, columns: 2)).standardized()
    #expect(none.rows == 0 && none.transform.isIdentity)
    #expect(DataTable(name: "1", values: Matrix([[7]])).standardized().values.storage == [0])
  }

  @Test("Complete rows keep their labels, and a note says how many were left out")
  func completeRows() {
    let complete = table.completeRows()
    #expect(complete.values.arrays == [[1, 5], [4, 9], [9, 1]])
    #expect(complete.labels?.codes == [0, 1, -1] && complete.labels?.levels == ["x", "y"])
    #expect(complete.notes == ["read", "1 of 4 rows have a missing value and are left out"])
    #expect(complete.incompleteRows == 0 && complete.columnNames == ["a", "b"])
    #expect(complete.completeRows().notes == complete.notes)
  }

  @Test("Columns without names are numbered")
  func names() {
    #expect(DataTable(name: "t", values: Matrix([[1, 2]])).columnNames == ["x1", "x2"])
  }
}

@Suite("Data sources")
struct DataSourceTests {
  @Test(
    "A source survives being written as named strings, whatever its columns are called",
    arguments: [
      DataSource(location: "faithful"),
      DataSource(
        location: "/tmp/a b,c.csv",
        columns: ["", ",", "a,b", "\"quoted\"", "line\nbreak", "data.column.0", "ü 温度", "  "],
        label: "", standardized: true, sha256: "00ff"),
      DataSource(location: "blobs", columns: ["x"], count: .max, seed: .max),
      DataSource(location: "x", label: "data.label", count: 0, seed: 0),
      DataSource(location: "many", columns: (0..<1200).map { "column \($0 % 3)" }),
    ])
  func roundTrip(source: DataSource) {
    #expect(DataSource(metadata: source.metadata) == source)
    // Strings of others beside its own do no harm.
    let mixed = source.metadata.merging(["model": "gmm", "column.0": "no"]) { ours, _ in ours }
    #expect(DataSource(metadata: mixed) == source)
  }

  @Test("Without a location there is no source")
  func nowhere() {
    #expect(DataSource(metadata: [:]) == nil)
    #expect(DataSource(metadata: DataSource().metadata) == nil)
    #expect(DataSource(metadata: ["data.location": "a", "data.count": "many"])?.count == nil)
  }
}

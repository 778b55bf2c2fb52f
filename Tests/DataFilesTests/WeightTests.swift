import DataFiles
import NumericCore
import Testing

@Suite("A column of weights")
struct WeightTests {
  private func load(_ text: String, columns: [String]? = nil) throws(DataError) -> DataTable {
    try loadTable(
      DataRequest(location: "f.csv", columns: columns, weights: "n"), text: Array(text.utf8))
  }

  @Test("It says how many times each row counts, and is not fitted")
  func reading() throws {
    let table = try load("x,n,y\n1,2,5\n2,0,6\n3,0.5,7\n")
    #expect(table.columnNames == ["x", "y"])
    #expect(table.weights == [2, 0, 0.5])
    #expect(table.totalWeight == 2.5)
    #expect(table.source.weights == "n")
    #expect(DataSource(metadata: table.source.metadata)?.weights == "n")
    let chosen = try load("x,n,y\n1,2,5\n2,0,6\n3,0.5,7\n", columns: ["y"])
    #expect(chosen.columnNames == ["y"] && chosen.weights == [2, 0, 0.5])
  }

  @Test("Asked for as a column too, it says how much a row counts and is not fitted, with a note")
  func alsoAskedFor() throws {
    let table = try load("x,n,y\n1,2,5\n2,0,6\n3,0.5,7\n", columns: ["x", "n"])
    #expect(table.columnNames == ["x"] && table.weights == [2, 0, 0.5])
    #expect(table.notes == ["column \"n\" holds the weights and is not fitted"])
    let error = DataError.noColumnLeft(file: "f.csv", names: ["n"])
    #expect(throws: error) { try load("x,n\n1,2\n", columns: ["n"]) }
    #expect(throws: error) { try load("n\n1\n") }
    #expect(error.kind == .usage && error.description.contains("\"n\""))
  }

  @Test("Rows taken out of a table keep their weights")
  func selecting() throws {
    let table = try load("x,n\n1,2\n,3\n5,4\n").completeRows()
    #expect(table.weights == [2, 4])
    #expect(table.selectingRows([1, 1, 0]).weights == [4, 4, 2])
  }

  @Test(
    "What is no weight is refused, with its place",
    arguments: [("-1", "\"-1\""), ("", "\"\""), ("NA", "\"NA\""), ("two", "\"two\"")])
  func refusals(cell: String, quoted: String) {
    #expect(throws: DataError.notAWeight(CellPlace(file: "f.csv", line: 3, column: "n"), found: cell)) {
      try load("x,n\n1,2\n3,\(cell)\n4,1\n")
    }
    let error = DataError.notAWeight(CellPlace(file: "f.csv", line: 3, column: "n"), found: cell)
    #expect(error.description.contains("line 3") && error.description.contains(quoted))
    #expect(error.kind == .badData)
  }

  @Test("A table in which no row counts is refused")
  func allZero() {
    #expect(throws: DataError.noWeight(file: "f.csv", name: "n")) { try load("x,n\n1,0\n2,0\n") }
  }
}

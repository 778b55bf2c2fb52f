import DataFiles
import Glibc
import NumericCore
import Testing

@Suite("Reading CSV")
struct CSVReadingTests {
  @Test("a header and two rows are a table with its names")
  func simple() throws {
    let data = try table("a,b\n1,2\n3.5,-4e1\n")
    #expect(data.columnNames == ["a", "b"])
    #expect(data.values == Matrix([[1, 2], [3.5, -40]]))
    #expect(data.notes.isEmpty)
    #expect(data.labels == nil)
    #expect(data.source.location == "data.csv")
  }

  @Test(
    "line ends, blank lines, a missing last line end and a byte order mark make no difference",
    arguments: [
      "a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4\r", "a,b\r1,2\r3,4",
      "\u{FEFF}a,b\n1,2\n3,4\n", "\n\na,b\n\n1,2\n  \n3,4\n\n\n", "a , b\n 1,2 \n3\t,\t4\n",
      "\"a\",\"b\"\n\"1\",2\n3,\" 4 \"\n", "a;b\n1;2\n3;4\n", "a\tb\n1\t2\n3\t4\n", "a|b\n1|2\n3|4\n",
      "# made by hand\n  # twice\na,b\n1,2\n3,4\n", "\n# after a blank line\r\na,b\r\n1,2\r\n3,4",
    ])
  func quirks(text: String) throws {
    let data = try table(text)
    #expect(data.columnNames == ["a", "b"])
    #expect(data.values == Matrix([[1, 2], [3, 4]]))
  }

  @Test(
    "in quotes a cell may hold the delimiter, line ends and doubled quotes; text after the quotes joins it")
  func quotes() throws {
    let data = try table(
      "\"x, in\n\"\"mm\"\"\",kind\n1,\"a\"\"b\"\n2,\"c\nd\"\n3,\"e\"f\n4,g\"h\n5, \"a\"\"b\" \n",
      label: "kind")
    #expect(data.columnNames == ["x, in \"mm\""])
    #expect(data.values == Matrix([[1], [2], [3], [4], [5]]))
    #expect(data.labels?.levels == ["a\"b", "c d", "ef", "g\"h"])
    #expect(data.labels?.codes == [0, 1, 2, 3, 0])
  }

  @Test("a first row with a number in it is data, and the columns are x1, x2, …")
  func noHeader() throws {
    #expect(try table("1,2\n3,4\n").columnNames == ["x1", "x2"])
    #expect(try table("NA,NA\n3,4\n").rows == 2)
    #expect(try table("1,2\n3,4\n", columns: ["2"]).values == Matrix([[2], [4]]))
    #expect(try table("1,2\n3,4\n", columns: ["x2", "1"]).values == Matrix([[2, 1], [4, 3]]))
  }

  @Test("whether there is a header can be said")
  func headerSaid() throws {
    let years = try table("2019,2020\n1,2\n", header: .present)
    #expect(years.columnNames == ["2019", "2020"])
    #expect(years.rows == 1)
    #expect(
      sentence("a,b\n1,2\n", header: .absent)
        == """
        data.csv has no column of numbers ("x1" has "a" in line 1, "x2" has "b" in line 1). If line 1 holds the column \
        names, read the file with a header.
        """)
  }

  @Test("every way to write a missing value is read as NaN, and a missing label as −1")
  func missing() throws {
    let data = try table(
      "x,y,kind\n0,8,a\n1,,a\n2,NA,\n3,nan,NA\n4,NaN,b\n5,n/a,a\n6,NULL,a\n7,?,a\n8,9,a\n", label: "kind")
    #expect(data.values.column(1).dropFirst().prefix(7).allSatisfy { $0.isNaN })
    #expect(data.values[8, 1] == 9)
    #expect(data.incompleteRows == 7)
    #expect(data.labels?.codes == [0, 0, -1, -1, 1, 0, 0, 0, 0])
    #expect(data.notes.isEmpty)
  }

  @Test("a column that is not made of numbers is left out, and a note names its first such cell")
  func skippedColumns() throws {
    let data = try table("x,kind,empty\n1,3,\n2,cat,NA\n3,dog,\n")
    #expect(data.columnNames == ["x"])
    #expect(
      data.notes == [
        "column \"kind\" is left out: line 3 holds \"cat\", which is not a number",
        "column \"empty\" is left out: it has no values",
      ])
  }

  @Test("a label column may hold numbers, and is then no measurement")
  func numericLabel() throws {
    let data = try table("x,digit\n1,07\n2,3\n3,07\n", label: "digit")
    #expect(data.columnNames == ["x"])
    #expect(data.labels == Labels(name: "digit", codes: [0, 1, 0], levels: ["07", "3"]))
    let both = try table("x,digit\n1,7\n2,3\n", columns: ["digit", "x"], label: "digit")
    #expect(both.columnNames == ["x"] && both.values == Matrix([[1], [2]]))
    #expect(both.labels?.levels == ["7", "3"] && both.notes.count == 1)
  }

  @Test("columns are found by name, in the order asked for, in any case that leaves no doubt")
  func choosing() throws {
    let text = "a,B,c\n1,2,three\n4,5,six\n"
    #expect(try table(text, columns: ["B", "a"]).values == Matrix([[2, 1], [5, 4]]))
    #expect(try table(text, columns: ["b"]).columnNames == ["B"])
    #expect(try table(text, columns: ["a"]).notes.isEmpty)
    #expect(try table(text, columns: []).columnNames == ["a", "B"])
  }

  @Test("columns of one name are told apart, and a column without a name gets one")
  func names() throws {
    let data = try table("a,a,a.1,\n1,2,3,4\n2,3,4,6\n")
    #expect(data.columnNames == ["a.2", "a.3", "a.1", "x4"])
    #expect(data.notes == ["2 columns are called \"a\"; here they are \"a.2\", \"a.3\""])
  }

  @Test("a constant column is read and noted")
  func constant() throws {
    let data = try table("a,b\n1,5\n2,5\n3,NA\n")
    #expect(data.dimensions == 2)
    #expect(data.notes == ["column \"b\" is constant: 5 in every row"])
  }

  @Test("a first column without a name that counts the rows is left out")
  func rowNumbers() throws {
    let data = try table("\"\",\"x\"\n\"1\",5\n\"2\",7\n\"3\",6\n")
    #expect(data.columnNames == ["x"])
    #expect(data.notes == ["the first column has no name and counts the rows: left out"])
    #expect(try table(",x\n3,5\n1,7\n").columnNames == ["x1", "x"])
  }

  @Test("decimal commas do not hide the semicolon")
  func sniffing() {
    #expect(
      sentence("1,5;2,5\n3,5;4,5\n")
        == """
        data.csv has no column of numbers ("1,5" has "3,5" in line 2, "2,5" has "4,5" in line 2). \
        Write decimals with a point.
        """)
  }

  @Test("the SHA-256 is that of the bytes of the file")
  func digest() throws {
    #expect(
      try table("1\n2\n").source.sha256
        == "a6e2b7a040683432de03a18fd8a1939a2fdf82585b364bfc874bdd4095c4cae1")
  }
}

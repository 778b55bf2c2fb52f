import DataFiles
import NumericCore
import Testing

@Suite("What reading CSV says when it cannot")
struct CSVErrorTests {
  @Test(
    "the sentence names the place, what was found, and what to try",
    arguments: [
      ("", "data.csv is empty."),
      (" \n\n# nothing\n", "data.csv is empty."),
      (
        "a,b\n",
        "data.csv has column names (\"a\", \"b\") and no rows. If that line is data, read the file without a header."
      ),
      (
        "a,b\n1,2\n1,2,3\n",
        """
        data.csv, line 3: 3 cells where the first row has 2. Give every row the same number of cells; put text that \
        holds the separator in quotes.
        """
      ),
      (
        "a,b\n1,2\n\n\"x\ny\",2\n1\n",
        """
        data.csv, line 6: 1 cell where the first row has 2. Give every row the same number of cells; put text that \
        holds the separator in quotes.
        """
      ),
      (
        "a,b\n1,2\n3,-Inf\n",
        """
        data.csv, line 3, column "b": "-Inf" is not a finite number. Correct it, or leave the cell empty if the value is \
        missing.
        """
      ),
      (
        "a,b\n1,1e999\n",
        """
        data.csv, line 2, column "b": "1e999" is not a finite number. Correct it, or leave the cell empty if the value \
        is missing.
        """
      ),
      (
        "a,b\n1,\"2\n3,4\n",
        """
        data.csv, line 2: a quote opens in this row and never closes. Close it, or double a quote that belongs to the \
        text.
        """
      ),
      (
        "a,b\nx,y\n1,\n",
        """
        data.csv has no column of numbers ("a" has "x" in line 2, "b" has "y" in line 2). A data set needs at least one.
        """
      ),
      ("a,b\n1,2\n3,\0\n", "data.csv, line 3: a NUL byte, so this is not text. Give it as CSV in UTF-8."),
    ])
  func sentences(text: String, expected: String) {
    #expect(sentence(text) == expected)
  }

  @Test("a cell that is no number in a column that was asked for is an error with its place")
  func chosen() {
    #expect(
      sentence("a,b\n1,2\nx,\"3\n\u{1B}[31m,4\"\n", columns: ["b"])
        == """
        data.csv, line 3, column "b": "3  [31m,4" is not a number. Correct it, leave the cell empty if the value is \
        missing, or choose other columns.
        """)
    #expect(
      sentence("a;b\n1,5;2\n", columns: ["a"])
        == "data.csv, line 2, column \"a\": \"1,5\" is not a number. Write decimals with a point.")
    #expect(
      sentence("a,b\n1,\n2,NA\n", columns: ["b"])
        == "column \"b\" of data.csv has no value in any row. Choose other columns.")
  }

  @Test("a column that is not there, or twice, or asked for twice, is an error that lists what there is")
  func wrongColumns() {
    #expect(
      sentence("a,b\n1,2\n", columns: ["c"]) == "data.csv has no column \"c\"; it has \"a\", \"b\".")
    #expect(sentence("1,2\n", columns: ["3"]) == "data.csv has no column \"3\"; it has \"x1\", \"x2\".")
    #expect(sentence("1,2\n", columns: ["0"]) == "data.csv has no column \"0\"; it has \"x1\", \"x2\".")
    #expect(
      sentence("1,2\n", columns: ["-9223372036854775808"])
        == "data.csv has no column \"-9223372036854775808\"; it has \"x1\", \"x2\".")
    #expect(sentence("a,b\n1,2\n", label: "kind") == "data.csv has no column \"kind\"; it has \"a\", \"b\".")
    #expect(
      sentence("a,a\n1,2\n", columns: ["a"])
        == "data.csv has 2 columns \"a\". Ask for one of \"a.1\", \"a.2\".")
    #expect(
      sentence("Ab,aB\n1,2\n", columns: ["ab"])
        == "data.csv has 2 columns \"ab\". Ask for one of \"Ab\", \"aB\".")
    #expect(
      sentence("a,b\n1,2\n", columns: ["a", "A"])
        == "column \"a\" of data.csv was asked for twice. Name each column once.")
  }

  @Test("a file of another format or encoding is named for what it is")
  func otherFormats() throws {
    func sentence(_ bytes: [UInt8]) -> String? {
      failure { () throws(DataError) in _ = try loadTable(DataRequest(location: "f"), text: bytes) }?
        .description
    }
    #expect(
      sentence(Array("PAR1".utf8))
        == "f is not a text of numbers: it begins like Parquet. Unpack or export it as CSV first.")
    #expect(
      sentence([0xFF, 0xFE, 0x31, 0])
        == "f is written in UTF-16, not UTF-8. Convert it first: iconv -f UTF-16 -t UTF-8.")
    #expect(
      sentence([0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0])
        == "f is written in UTF-32, not UTF-8. Convert it first: iconv -f UTF-32 -t UTF-8.")
    #expect(sentence([0xE9, 0x2C, 0x31, 0x0A, 0x32, 0x2C, 0x33]) == nil)
  }

  @Test("a label column of too many classes is an error, and one class fewer is not")
  func levels() throws {
    func text(_ count: Int) -> String { "x,id\n" + (0..<count).map { "\($0),n\($0)\n" }.joined() }
    #expect(try table(text(10_000), label: "id").labels?.levels.count == 10_000)
    #expect(
      sentence(text(10_001), label: "id")
        == """
        data.csv, line 10002, column "id": the label column has more than 10000 different values. Choose a column with \
        classes, not with names or numbers of rows.
        """)
  }

  @Test("a row of too many cells or too many bytes is an error")
  func bounds() {
    #expect(
      sentence(String(repeating: ",", count: 70_000))
        == "data.csv, line 1: the row has more than 65536 cells. Put one observation in each row.")
    let long = Array("a\n\"".utf8) + Array(repeating: 0x78, count: 65 << 20) + Array("\"\n".utf8)
    let error = failure { () throws(DataError) in
      _ = try loadTable(DataRequest(location: "data.csv"), text: long)
    }
    #expect(
      error?.description
        == "data.csv, line 2: the row is longer than 64 MiB. Are its lines ended, and its quotes closed?")
  }

  @Test("failures are sorted into the exit codes of the command line")
  func kinds() {
    let place = CellPlace(file: "f", line: 1, column: "c")
    #expect(DataError.notANumber(place, found: "x").kind.rawValue == 65)
    #expect(DataError.archive(file: "f", fault: .tooShort(bytes: 3)).kind.rawValue == 65)
    #expect(DataError.notFound(location: "f", suggestions: []).kind.rawValue == 66)
    #expect(DataError.isDirectory(path: "f").kind.rawValue == 66)
    #expect(DataError.unreadable(path: "f", code: 13).kind.rawValue == 66)
    #expect(DataError.countOutOfRange(name: "f", count: 0, limit: 1).kind.rawValue == 64)
    #expect(DataError.cannotCreate(path: "f", code: 21).kind.rawValue == 73)
    #expect(DataError.writeFailed(path: "f", code: 28).kind.rawValue == 74)
  }
}

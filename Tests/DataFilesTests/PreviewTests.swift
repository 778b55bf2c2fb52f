import DataFiles
import NumericCore
import Testing

@Suite("Previews")
struct PreviewTests {
  private func preview(_ text: String, rows: Int = 20) throws(DataError) -> CSVPreview {
    try CSVPreview(text: Array(text.utf8), named: "data.csv", rows: rows)
  }

  @Test("a preview has the names, the first rows as text, and the kind of each column")
  func columns() throws {
    let preview = try preview("a;kind;mixed;none\n1;cat;2;\nNA;\"d;og\";x;NA\n3;;;\n", rows: 2)
    #expect(preview.delimiter == .semicolon)
    #expect(preview.hasHeader)
    #expect(preview.columns.map(\.name) == ["a", "kind", "mixed", "none"])
    #expect(preview.columns.map(\.kind) == [.number, .text, .mixed, .empty])
    #expect(preview.columns.map(\.missing) == [1, 1, 1, 3])
    #expect(preview.rows == [["1", "cat", "2", ""], ["NA", "d;og", "x", "NA"]])
    #expect(preview.sampledRows == 3)
    #expect(preview.isWhole)
  }

  @Test("of a long file only the beginning is read, and its last row is not cut in half")
  func long() throws {
    let preview = try preview(String(repeating: "1234.5,cat\n", count: 100_000))
    #expect(!preview.isWhole)
    #expect(!preview.hasHeader)
    #expect(preview.rows.count == 20)
    #expect(preview.sampledRows == CSVPreview.longestRead / 11)
    #expect(preview.columns.map(\.kind) == [.number, .text])
  }

  @Test("rows of other lengths are shown as they are")
  func ragged() throws {
    #expect(try preview("1,2\n3\n4,5,6\n").rows == [["1", "2"], ["3"], ["4", "5", "6"]])
  }

  @Test("a first row that is longer than a preview is shown as far as it goes")
  func wide() throws {
    let preview = try preview("\"" + String(repeating: "x", count: 300 << 10) + "\"\n")
    #expect(preview.rows.count + (preview.hasHeader ? 1 : 0) == 1)
  }

  @Test("control characters do not reach the screen")
  func control() throws {
    #expect(try preview("a,b\n1,\"x\u{1B}[2Jy\u{7}\"\n").rows == [["1", "x [2Jy"]])
  }

  @Test("what cannot be read cannot be previewed, with the same error")
  func errors() {
    let empty = failure { () throws(DataError) in _ = try preview("\n") }
    #expect(empty == .empty(file: "data.csv"))
    let missing = failure { () throws(DataError) in _ = try CSVPreview(path: "/nowhere") }
    #expect(missing == .notFound(location: "/nowhere", suggestions: []))
    let directory = failure { () throws(DataError) in _ = try CSVPreview(path: "/tmp") }
    #expect(directory == .isDirectory(path: "/tmp"))
  }
}

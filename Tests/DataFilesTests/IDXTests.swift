import DataFiles
import NumericCore
import Testing

@Suite("IDX files")
struct IDXTests {
  @Test(
    "numbers of every type are read with the most significant byte first",
    arguments: [
      (0x08, [0xFE, 1], [254, 1]), (0x09, [0xFE, 1], [-2, 1]), (0x0B, [0xFF, 0xFE, 1, 0], [-2, 256]),
      (0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 0, 1, 0, 0], [-2, 65536]),
      (0x0D, [0xC0, 0x20, 0, 0, 0x3F, 0x80, 0, 0], [-2.5, 1]),
      (0x0E, [0xC0, 4, 0, 0, 0, 0, 0, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0], [-2.5, 1]),
    ] as [(UInt8, [UInt8], [Double])])
  func types(type: UInt8, data: [UInt8], values: [Double]) throws {
    #expect(try table(of: idx(type, [2], data)).values == Matrix(rows: 2, columns: 1, storage: values))
    #expect(try table(of: idx(type, [1, 2], data)).values == Matrix(rows: 1, columns: 2, storage: values))
  }

  @Test("three axes are pictures, which stay bytes and are scaled to [0, 1]")
  func pictures() throws {
    let file = idx([2, 2, 3], [0, 255, 51, 102, 153, 204, 1, 2, 3, 4, 5, 6])
    let data = try loadData(DataRequest(location: "f"), bytes: file)
    guard case .pixels(let pixels) = data else {
      Issue.record("the pictures are no bytes")
      return
    }
    #expect(pixels.rows == 2 && pixels.imageShape == ImageShape(height: 2, width: 3))
    #expect(pixels.pixelScale == 255 && data.notes == ["pixels of 0 to 255 are scaled to [0, 1]"])
    let table = data.table
    #expect(table.values.row(0) == [0, 1, 0.2, 0.4, 0.6, 0.8])
    #expect(table.columnNames == ["r1c1", "r1c2", "r1c3", "r2c1", "r2c2", "r2c3"])
    #expect(table.imageShape == pixels.imageShape && table.pixelScale == 255 && table.notes == data.notes)
    // One channel of grey counts as none.
    #expect(
      try loadData(DataRequest(location: "f"), bytes: idx([2, 1, 2, 3], Array(file[16...]))).table.values
        == table.values)
  }

  @Test("pieces of any size, packed or not, give the same pictures", arguments: [1, 3, 17, 1000])
  func pieces(size: Int) throws {
    let packed = try fixture("pictures-idx3-ubyte.gz")
    let plain = idx([2, 3, 4], (0..<24).map { UInt8(10 * $0) })
    let request = DataRequest(location: "f")
    let expected = try loadData(request, bytes: plain)
    for bytes in [plain, packed] {
      let data = try loadData(request, bytes: bytes, piece: size)
      #expect(data.table.values == expected.table.values && data.imageShape == expected.imageShape)
    }
  }

  @Test("columns, labels and weights can be taken from an array, by name or number")
  func columns() throws {
    let file = idx([3, 3], [1, 20, 7, 2, 30, 7, 1, 40, 0])
    let data = try loadTable(
      DataRequest(location: "f", columns: ["2"], label: "x1", weights: "x3"), text: file)
    #expect(data.values == Matrix([[20], [30], [40]]) && data.columnNames == ["x2"])
    #expect(data.labels == Labels(name: "x1", codes: [0, 1, 0], levels: ["1", "2"]))
    #expect(data.weights == [7, 7, 0])
    #expect(
      failure { () throws(DataError) in _ = try table(of: file, columns: ["x4"]) }
        == .unknownColumn(file: "f", name: "x4", names: ["x1", "x2", "x3"]))
    #expect(try table(of: idx([2, 2], [5, 1, 5, 2])).notes == ["column \"x1\" is constant: 5 in every row"])
  }

  @Test(
    "what is wrong is said with its place, what was expected and what was found",
    arguments: [
      (idx(0x0A, [2], [1, 2]), "at byte 2: expected a type of number (08, 09, 0b, 0c, 0d or 0e), found 0a."),
      ([0, 0, 8, 0], "at byte 3: expected 1 to 4 axes, found 0."),
      ([0, 0, 8, 200], "at byte 3: expected 1 to 4 axes, found 200."),
      (
        [0, 0, 8, 3, 0, 0],
        "it ends at byte 6, and the shape should reach to byte 16. Was it cut short, or written by something else?"
      ),
      (
        idx([3], [1, 2]),
        "it ends at byte 10, and 3 numbers of 1 byte should reach to byte 11. Was it cut short, or written by something else?"
      ),
      (
        idx([1], [1, 2]),
        "its numbers end at byte 9, and more bytes follow. Was it cut short, or written by something else?"
      ),
      (idx([3, 0, 2], []), "the shape 3x0x2 at byte 4 holds no numbers."),
      (
        idx([.max, .max, .max, .max], []),
        "the shape 4294967295x4294967295x4294967295x4294967295 at byte 4 is of more than 2048 MiB."
      ),
      (
        idx([1 << 31, 1], []),
        "it ends at byte 12, and 2147483648x1 numbers of 1 byte should reach to byte 2147483660. Was it cut short, or written by something else?"
      ),
      (
        idx([1, 2, 2, 2], Array(repeating: 1, count: 8)),
        "it has the shape 1x2x2x2; expected one, two (rows, columns) or three axes (pictures, height, width; grey)."
      ),
      (
        idx(0x0D, [1, 2], [0, 0, 0, 0, 0x7F, 0x80, 0, 0]),
        "at byte 16: expected a finite number, found inf."
      ),
      (
        idx([1, 65537], Array(repeating: 1, count: 65537)),
        "it has the shape 1x65537; expected at most 65536 columns."
      ),
    ] as [([UInt8], String)])
  func faults(file: [UInt8], expected: String) {
    #expect(sentence(of: file) == "f, an IDX file: " + expected)
  }
}

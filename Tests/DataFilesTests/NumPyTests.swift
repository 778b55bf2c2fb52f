import DataFiles
import FoundationEssentials
import NumericCore
import TestSupport
import Testing

@Suite("NumPy files")
struct NumPyTests {
  private static let ramp = Matrix([[0.0, 1, 2], [3, 4, 5]])

  @Test(
    "numbers of every type, in either order of bytes and of axes, are the numbers that NumPy wrote",
    arguments: [
      "little_f8", "big_f8", "little_f4", "big_f4", "little_f2", "byte_i1", "byte_u1", "little_i2", "big_i2",
      "little_u2", "big_u2", "little_i4", "big_i4", "little_u4", "big_u4", "little_i8", "big_i8", "little_u8",
      "big_u8", "fortran",
    ])
  func types(name: String) throws {
    let data = try table(of: try fixture("ramps.npz"), "ramps.npz:\(name)")
    #expect(data.values == Self.ramp && data.columnNames == ["x1", "x2", "x3"])
    #expect(data.notes == ["array \"\(name)\" of the 20 in the archive is read"])
  }

  @Test("the three versions of the format are read", arguments: [1, 2, 3])
  func versions(version: Int) throws {
    let data = try table(of: try fixture("version\(version).npy"))
    #expect(data.values == Self.ramp && data.notes.isEmpty && data.imageShape == nil)
  }

  @Test("negative numbers, truths and missing values are what they are")
  func values() throws {
    #expect(
      try table(of: npy(npyHeader("<i2", "2,"), [0xFE, 0xFF, 1, 0])).values == Matrix([[-2], [1]]))
    #expect(try table(of: npy(npyHeader("|b1", "1, 2"), [1, 0])).values == Matrix([[1, 0]]))
    let missing = try table(of: npy(npyHeader(">f4", "2, 1"), [0x7F, 0xC0, 0, 0, 0x3F, 0x80, 0, 0]))
    #expect(missing.values[0, 0].isNaN && missing.values[1, 0] == 1)
    let odd = "{ \"shape\":(1L,2L) ,\"fortran_order\":True,'descr':'u1'}   "
    #expect(try table(of: npy(odd, [7, 8])).values == Matrix([[7, 8]]))
  }

  @Test("of an archive the first array of two axes or more is read, and which that is is told")
  func archive() throws {
    let bytes = try fixture("pictures.npz")
    let data = try loadData(DataRequest(location: "pictures.npz"), bytes: bytes)
    #expect(data.imageShape == ImageShape(height: 3, width: 4) && data.rows == 2)
    #expect(
      data.notes == [
        "array \"pictures\" of the 4 in the archive is read", "pixels of 0 to 255 are scaled to [0, 1]",
      ])
    #expect(data.table.values.storage == (0..<24).map { Double(10 * $0) / 255 })
    let fortran = try loadData(DataRequest(location: "pictures.npz:fortran"), bytes: bytes)
    #expect(fortran.table.values.storage == (0..<24).map { Double(Float($0) / 24) })
    #expect(
      sentence(of: bytes, "pictures.npz:x")
        == "pictures.npz:x, a NumPy archive: it has no array \"x\"; it has \"labels\", \"names\", \"pictures\", \"fortran\"."
    )
    #expect(
      sentence(of: bytes, "a.npz:names")
        == "a.npz:names:names, a NumPy file: at byte 20: expected a type of number such as '<f8', '>f4' or '|u1', found \"<U5\"."
    )
  }

  @Test("an archive is opened by its path, an array in it by its name after a colon")
  func location() throws {
    try withDirectory { directory in
      let path = directory + "/pictures.npz"
      try AtomicFile.write(try fixture("pictures.npz"), to: path)
      #expect(try loadTable(DataRequest(location: path)).name == "pictures.npz")
      let data = try loadTable(DataRequest(location: path + ":fortran", labelFile: path + ":labels"))
      #expect(data.values[0, 1] == Double(Float(1) / 24))
      #expect(data.labels == Labels(name: "label", codes: [1, 0], levels: ["3", "7"]))
      #expect(data.source.labelFile == path + ":labels")
      #expect(try loadTable(DataRequest(location: path, labelFile: path)).labels == data.labels)
      #expect(try arrayHead(of: path, rows: 1)?.rows == 1)
      #expect(try arrayHead(of: path + ":fortran", rows: 1)?.values.row(0) == data.values.row(0))
    }
  }

  @Test(
    "what is wrong with a header is said with its place, what was expected and what was found",
    arguments: [
      ("", "at byte 10: expected '{', found its end."),
      (
        "{'descr': [('a', '<f8')], ",
        "at byte 20: expected one type of number such as '<f8', found another kind of type."
      ),
      (
        "{'descr': '|O', ",
        "at byte 20: expected a type of number such as '<f8', '>f4' or '|u1', found \"|O\"."
      ),
      ("{'shape': (3, -1)}", "at byte 24: expected a whole number from 0 to below 2^63, found \"-1)}\"."),
      (
        "{'shape': (9223372036854775808,)}",
        "at byte 21: expected a whole number from 0 to below 2^63, found \"922337203685\"."
      ),
      ("{'shape': ((((((", "at byte 21: expected a whole number from 0 to below 2^63, found \"(((((\"."),
      ("{'fortran_order': 1}", "at byte 28: expected True or False, found \"1}\"."),
      ("{'other': 1}", "at byte 11: expected 'descr', 'fortran_order' or 'shape', found \"other\"."),
      ("{'shape': (1,), 'shape': (2,)}", "at byte 26: expected each key once, found \"shape\"."),
      ("{'shape': (1,)}", "at byte 10: expected 'descr', 'fortran_order' and 'shape', found \"shape\"."),
      ("{'descr", "at byte 11: expected text in quotes that close, found \"'descr\"."),
      (npyHeader("<f8", "1,") + "x", "at byte 67: expected the end of the header, found \"x\"."),
      (
        npyHeader("<f8", "1152921504606846976,"),
        "the shape 1152921504606846976 at byte 60 is of more than 2048 MiB."
      ),
      (
        npyHeader("<f8", "4294967296, 4294967296"),
        "the shape 4294967296x4294967296 at byte 60 is of more than 2048 MiB."
      ),
      (npyHeader("<f8", ""), "at byte 60: expected a shape of one axis or more, found one of none."),
      (npyHeader("<f8", "0, 3"), "the shape 0x3 at byte 60 holds no numbers."),
      (
        npyHeader("<f8", "3,"),
        "it ends at byte 67, and 3 numbers of 8 bytes should reach to byte 91. Was it cut short, or written by something else?"
      ),
    ])
  func headers(header: String, expected: String) {
    #expect(sentence(of: npy(header)) == "f, a NumPy file: " + expected)
  }

  @Test("a wrong magic, version or length is refused before anything is made of it")
  func beginnings() {
    #expect(
      sentence(of: [0x93] + Array("NUMBER12".utf8))
        == "f, a NumPy file: at byte 0: expected 93 and \"NUMPY\", found 93 4e 55 4d 42 45.")
    let magic = [0x93] + Array("NUMPY".utf8)
    #expect(
      sentence(of: magic + [9, 0, 1, 1])
        == "f, a NumPy file: at byte 6: expected version 1.0, 2.0 or 3.0, found 9.0.")
    #expect(
      sentence(of: magic + [2, 0, 255, 255, 255, 255])
        == "f, a NumPy file: at byte 8: expected a header of at most 65536 bytes, found 4294967295.")
    #expect(
      sentence(of: magic + [1, 0, 255, 255])
        == "f, a NumPy file: it ends at byte 10, and the header should reach to byte 65545. Was it cut short, or written by something else?"
    )
    #expect(
      sentence(of: Array("PK\u{3}\u{4}not a zip".utf8))?.contains("the end of a zip archive's directory")
        == true)
    #expect(
      sentence(of: [0x50, 0x4B, 5, 6] + Array(repeating: 0, count: 18))
        == "f, a NumPy archive: it has no arrays of numbers; expected an array of two axes or more. Export a spreadsheet as CSV."
    )
  }

  @Test("an archive whose directory, check sums or lengths are not right is refused")
  func archives() throws {
    let bytes = try fixture("pictures.npz")
    for count in 4..<bytes.count { #expect(sentence(of: Array(bytes.prefix(count)), "a.npz") != nil) }
    // The directory stands near the end; its third entry is that of the array that is read.
    let directory = try #require((4..<bytes.count - 4).first { bytes[$0..<($0 + 4)] == [0x50, 0x4B, 1, 2] })
    var place = directory
    for _ in 0..<2 { place += 46 + Int(bytes[place + 28]) }
    func changed(_ offset: Int, _ change: [UInt8]) -> String? {
      var mutated = bytes
      mutated.replaceSubrange((place + offset)..<(place + offset + change.count), with: change)
      return sentence(of: mutated, "a.npz")
    }
    #expect(
      changed(16, [0, 0, 0, 0])
        == "a.npz, a NumPy archive: at byte \(place + 16): expected the check sum of \"pictures.npy\", found that of other bytes."
    )
    #expect(changed(10, [12, 0])?.hasSuffix("expected 0 (stored) or 8 (deflated), found method 12.") == true)
    #expect(changed(8, [1, 0])?.hasSuffix("expected a file without a password, found one with.") == true)
    #expect(changed(24, [0, 0, 0, 0x7F])?.hasSuffix("it has more than 1024 MiB.") == true)
    #expect(
      changed(24, [0, 1, 0, 0])?.hasSuffix("expected data that unpack to 256 bytes, found 152.") == true)
    #expect(
      changed(24, [151, 0, 0, 0])?.hasSuffix("expected data that unpack to 151 bytes, found more.") == true)
    #expect(changed(20, [255, 255, 255, 127])?.contains("should reach to byte") == true)
    #expect(
      changed(42, [255, 255, 255, 127])?.contains("expected the local header of \"pictures.npy\"") == true)
  }

  @Test("a matrix that is written is read back bit for bit, and is the file that NumPy writes")
  func writing() throws {
    try withDirectory { directory in
      let path = directory + "/m.npy"
      let matrix = Matrix([[0.1, -.pi, .nan], [.leastNonzeroMagnitude, 1e308, -0.0]])
      try writeArray(matrix, to: path)
      let read = try loadTable(DataRequest(location: path)).values
      #expect(read.storage.map(\.bitPattern) == matrix.storage.map(\.bitPattern))
      try writeArray(Self.ramp, to: path)
      #expect(try Array(Data(contentsOf: URL(filePath: path))) == (try fixture("version1.npy")))
      var writer = try NPYWriter(path: path, pictures: 2, of: ImageShape(height: 1, width: 2))
      try writer.write(row: [0, 0.5])
      try writer.write(row: [1, 0.25])
      try writer.finish()
      let pictures = try loadTable(DataRequest(location: path))
      #expect(pictures.imageShape == ImageShape(height: 1, width: 2) && pictures.notes.isEmpty)
      #expect(pictures.values == Matrix([[0, 0.5], [1, 0.25]]))
    }
  }
}

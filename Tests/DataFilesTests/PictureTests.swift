import DataFiles
import NumericCore
import TestSupport
import Testing

@Suite("Pictures and their labels")
struct PictureTests {
  /// A NumPy file of `numbers` as Float64 pictures of 1 x 2.
  private func pictures(_ numbers: [Double]) -> [UInt8] {
    npy(
      npyHeader("<f8", "\(numbers.count / 2), 1, 2"),
      numbers.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init) })
  }

  @Test("pixels of 0 to 16 and 0 to 255 are scaled, those of [0, 1] and what are no pixels are not")
  func scales() throws {
    func read(_ numbers: [Double]) throws -> DataTable { try table(of: pictures(numbers)) }
    let fraction = try read([0, 0.25, 1, 0.5])
    #expect(
      fraction.values == Matrix([[0, 0.25], [1, 0.5]]) && fraction.pixelScale == nil && fraction.notes.isEmpty
    )
    let sixteenths = try read([0, 4, 16, 8])
    #expect(sixteenths.values == fraction.values && sixteenths.pixelScale == 16)
    #expect(sixteenths.notes == ["pixels of 0 to 16 are scaled to [0, 1]"])
    #expect(sixteenths.imageShape == ImageShape(height: 1, width: 2))
    #expect(try read([0, 51, 255, 102]).values == Matrix([[0, 0.2], [1, 0.4]]))
    let other = try read([-1, 51, 300, 102])
    #expect(other.values.row(0) == [-1, 51] && other.imageShape != nil)
    #expect(
      other.notes == ["values of -1 to 300 are no pixels of [0, 1], 0 to 16 or 0 to 255: taken as they are"])
  }

  @Test("chosen columns are scaled like the whole, and are no pictures any more; all columns still are")
  func chosenColumns() throws {
    let file = idx([2, 1, 2], [0, 255, 1, 3])
    let one = try table(of: file, columns: ["r1c1"])
    #expect(one.values == Matrix([[0], [1.0 / 255]]) && one.imageShape == nil && one.pixelScale == 255)
    #expect(try table(of: file, columns: ["r1c1", "r1c2"]).imageShape == ImageShape(height: 1, width: 2))
    let standardized = try loadTable(DataRequest(location: "f", standardize: true), text: file)
    #expect(standardized.imageShape != nil && standardized.pixelScale == 255)
  }

  @Test("digits are 1797 pictures of 8x8 with ten labels, in [0, 1]")
  func digits() throws {
    let data = try DataCatalog.load("digits")
    #expect(data.rows == 1797 && data.dimensions == 64)
    #expect(data.imageShape == ImageShape(height: 8, width: 8) && data.pixelScale == 16)
    #expect(data.values.row(0).prefix(8).map { 16 * $0 } == [0, 0, 5, 13, 9, 1, 0, 0])
    // The sum of all pixels, and how often each digit occurs, by scikit-learn's load_digits.
    #expect(data.values.storage.reduce(0, +) * 16 == 561_718)
    let labels = try #require(data.labels)
    #expect(labels.levels == (0...9).map(String.init))
    #expect(
      (0..<10).map { level in labels.codes.count { $0 == level } } == [
        178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
      ])
    let pixel = try loadTable(DataRequest(location: "digits", columns: ["r4c4"]))
    #expect(pixel.values.column(0) == data.values.column(27) && pixel.imageShape == nil)
    #expect(try loadTable(DataRequest(location: "digits", label: "r1c1")).imageShape == nil)
  }

  @Test("Fashion-MNIST is read from where its package puts it; where it is not, the package is named")
  func fashion() throws {
    try withDirectory { directory in
      let data = InstalledData.fashion("fashion-mnist", "train", rows: 60_000, directory: directory)
      let missing = failure { () throws(DataError) in
        _ = try data.data(DataRequest(location: "fashion-mnist"))
      }
      #expect(missing?.kind == .noInput && !data.isInstalled)
      #expect(
        missing?.description
          == "fashion-mnist is not installed: there is no \(directory)/train-images-idx3-ubyte.gz. Install it: apt-get install dataset-fashion-mnist."
      )
      try AtomicFile.write(
        idx([2, 28, 28], Array(repeating: 255, count: 1568)), to: directory + "/train-images-idx3-ubyte.gz")
      try AtomicFile.write(idx([2], [9, 3]), to: directory + "/train-labels-idx1-ubyte.gz")
      let read = try data.data(DataRequest(location: "fashion-mnist"))
      #expect(data.isInstalled && read.rows == 2 && read.imageShape == ImageShape(height: 28, width: 28))
      #expect(read.labels?.levels.count == 10 && read.labels?.level(ofRow: 0) == "ankle boot")
      #expect(read.labels?.level(ofRow: 1) == "dress")
      #expect(read.table.source.location == "fashion-mnist" && read.table.source.labelFile == nil)
      try AtomicFile.write(idx([3], [9, 3, 200]), to: directory + "/train-labels-idx1-ubyte.gz")
      #expect(
        failure { () throws(DataError) in _ = try data.data(DataRequest(location: "fashion-mnist")) }?.kind
          == .badData)
    }
  }

  @Test("labels come from an IDX file, a NumPy file or a CSV file of one column, with or without a name")
  func labelFiles() throws {
    try withDirectory { directory in
      let rows = directory + "/rows.csv"
      let path = directory + "/labels"
      try AtomicFile.write(Array("1,2\n3,4\n5,6\n".utf8), to: rows)
      func labels(_ bytes: [UInt8]) throws(DataError) -> Labels? {
        try AtomicFile.write(bytes, to: path)
        return try loadTable(DataRequest(location: rows, labelFile: path)).labels
      }
      let numbers = Labels(name: "label", codes: [1, 0, 1], levels: ["3", "7"])
      #expect(try labels(idx([3], [7, 3, 7])) == numbers)
      #expect(try labels(npy(npyHeader("<i2", "3, 1"), [7, 0, 3, 0, 7, 0])) == numbers)
      let words = Labels(name: "label", codes: [0, -1, 1], levels: ["b", "a"])
      #expect(try labels(Array("b\nNA\na\n".utf8)) == words)
      #expect(
        try labels(Array("kind\nb\nNA\na\n".utf8))
          == Labels(name: "kind", codes: [0, -1, 1], levels: ["b", "a"]))
      let table = try loadTable(DataRequest(location: rows, labelFile: path))
      #expect(table.source.labelFile == path)
      #expect(DataSource(metadata: table.source.metadata)?.labelFile == path)
      func sentence(_ bytes: [UInt8]) -> String? {
        failure { () throws(DataError) in _ = try labels(bytes) }?.description
      }
      #expect(
        sentence(idx([2], [7, 3]))
          == "\(path) has 2 labels, and \(rows) has 3 rows. Give the labels that go with these data.")
      #expect(
        sentence(Array("a\n".utf8))
          == "\(path) has 1 label, and \(rows) has 3 rows. Give the labels that go with these data.")
      #expect(
        sentence(Array("a,1\nb,2\nc,3\n".utf8))
          == "\(path) has 2 columns in line 1, where one label for each row was expected. Give an IDX or NumPy file with one axis, or a CSV file with one column."
      )
      #expect(
        sentence(idx([3, 2], [1, 2, 3, 4, 5, 6]))?.contains("has an array of 3x2, where one label") == true)
      #expect(sentence([])?.contains("is empty") == true)
    }
  }

  @Test("the beginning of a large file is read without the rest of it")
  func head() throws {
    try withDirectory { directory in
      let path = directory + "/pictures"
      // The rest is not even there.
      try AtomicFile.write(idx([60_000, 2, 2], [0, 51, 102, 255, 9, 9, 9, 9]), to: path)
      #expect(try arrayHead(of: path, rows: 2)?.values.row(0) == [0, 0.2, 0.4, 1])
      #expect(throws: DataError.self) { try loadTable(DataRequest(location: path)) }
      try AtomicFile.write(Array("1,2\n".utf8), to: path)
      #expect(try arrayHead(of: path) == nil)
    }
    #expect(try arrayHead(of: "iris") == nil)
  }
}

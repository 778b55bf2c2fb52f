import DataFiles
import FoundationEssentials
import NumericCore
import TestSupport
import Testing

@Suite("Arrays of hostile bytes", .tags(.hostile))
struct ArrayFuzzTests {
  /// `bytes` with a few of them changed, inserted or taken away, most often among the first ones or the last ones.
  private func mutated(_ bytes: [UInt8], _ stream: inout RandomStream) -> [UInt8] {
    var result = bytes
    for _ in 0...stream.index(below: 3) {
      guard result.count > 4 else { break }
      let reach = min(result.count, [result.count, 80, 16][stream.index(below: 3)])
      let fromStart = stream.index(below: reach)
      let place = stream.index(below: 3) == 0 ? result.count - 1 - fromStart : fromStart
      switch stream.index(below: 6) {
      case 0: result[place] = UInt8(truncatingIfNeeded: stream.next())
      case 1: result[place] ^= 1 << UInt8(stream.index(below: 8))
      case 2: result.remove(at: place)
      case 3: result.insert([0x27, 0x28, 0x2C, 0x39, 0xFF][stream.index(below: 5)], at: place)
      case 4: result[place] = [0, 0x7F, 0xFF][stream.index(below: 3)]
      default: result.removeLast(stream.index(below: min(16, result.count)))
      }
    }
    return result
  }

  @Test(
    "thousands of files with a few bytes changed are errors or tables, never more",
    arguments: [
      "version1.npy", "version3.npy", "pictures.npz", "ramps.npz", "pictures-idx3-ubyte.gz",
      "network.safetensors",
      "plain IDX",
    ])
  func mutations(name: String) throws {
    let bytes =
      name == "plain IDX" ? idx([2, 3, 4], (0..<24).map { UInt8(10 * $0) }) : try fixture(name)
    var stream = RandomStream(seed: 11, purpose: .sampling)
    var refused = 0
    let count = 4000
    for _ in 0..<count {
      let hostile = mutated(bytes, &stream)
      do throws(DataError) {
        if name == "network.safetensors" {
          let archive = try SafetensorsFile.decode(hostile, named: "f")
          #expect(archive.tensors.values.allSatisfy { $0.shape.reduce(1, *) == $0.values.count })
        } else {
          let data = try loadData(DataRequest(location: "f"), bytes: hostile, piece: 100)
          #expect(
            data.rows > 0 && data.rows * data.dimensions <= 200
              && !data.table.values.storage.contains { $0.isInfinite })
        }
      } catch {
        #expect(!error.description.isEmpty)
        refused += 1
      }
    }
    #expect(refused > count / 4 && refused < count)
  }

  @Test("labels of hostile bytes are errors or as many labels as rows")
  func labels() throws {
    try withDirectory { directory in
      let rows = directory + "/rows.csv"
      let path = directory + "/labels"
      try AtomicFile.write(Array("1\n2\n3\n".utf8), to: rows)
      var stream = RandomStream(seed: 12, purpose: .sampling)
      for _ in 0..<300 {
        // Not by AtomicFile, which waits for the disk.
        try Data(mutated(idx([3], [1, 2, 1]), &stream)).write(to: URL(filePath: path))
        if let table = try? loadTable(DataRequest(location: rows, labelFile: path)) {
          #expect(table.labels?.codes.count == 3)
        }
      }
    }
  }
}

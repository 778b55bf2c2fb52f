import DataFiles
import NumericCore
import TestSupport
import Testing

@Suite("Any bytes at all", .tags(.hostile))
struct HostileTextTests {
  /// Texts of up to 11 pieces, drawn from what the grammar of CSV turns on.
  private func texts(_ count: Int) -> [[UInt8]] {
    let pieces: [[UInt8]] = [
      [0x22], [0x2C], [0x0A], [0x0D], [0x0D, 0x0A], [0x09], [0x3B], [0x7C], [0x20], [0x23], [0x2D], [0x2E],
      [0x31], [0x39, 0x38], [0x65], Array("NA".utf8), Array("inf".utf8), Array("é".utf8), [0xFF],
      [0xEF, 0xBB, 0xBF],
      [0x22, 0x22], [0x61], Array("1,2\n".utf8), Array("1,2\n".utf8), Array("3;4\n".utf8),
    ]
    var stream = RandomStream(seed: 11, purpose: .sampling)
    return (0..<count).map { _ in
      (0..<stream.index(below: 12)).flatMap { _ in pieces[stream.index(below: pieces.count)] }
    }
  }

  @Test("20,000 hostile texts are tables without infinite values, or errors with a sentence")
  func tables() {
    var read = 0
    for text in texts(20_000) {
      do {
        let data = try loadTable(DataRequest(location: "f"), text: text)
        read += 1
        #expect(data.rows > 0 && data.dimensions > 0)
        #expect(data.values.storage.allSatisfy { !$0.isInfinite })
        #expect(Set(data.columnNames).count == data.dimensions)
      } catch {
        #expect(error.kind == .badData && error.description.hasPrefix("f"))
      }
    }
    #expect(read > 1000 && read < 19_000)
  }

  @Test("a text that is a table has a preview with its columns")
  func previews() {
    for text in texts(5000) {
      guard let data = try? loadTable(DataRequest(location: "f"), text: text) else { continue }
      let preview = try? CSVPreview(text: text, named: "f")
      let numbers = preview?.columns.filter { $0.kind == .number }.map(\.name) ?? []
      #expect(Set(numbers).isSuperset(of: data.columnNames))
    }
  }

  @Test("a piece at a time gives what the whole gives, table or error")
  func pieces() {
    func outcome(_ text: [UInt8], piece: Int) -> String {
      do {
        let data = try loadTable(DataRequest(location: "f"), text: text, piece: piece)
        return "\(data.columnNames) \(data.values.storage) \(data.notes)"
      } catch {
        return error.description
      }
    }
    for text in texts(200) {
      // Behind a comment that fills the first look at the text, so that what follows comes in pieces.
      let long = Array("#".utf8) + Array(repeating: 0x78, count: 66_000) + [0x0A] + text
      let whole = outcome(long, piece: .max)
      #expect(outcome(long, piece: 1) == whole)
    }
  }
}

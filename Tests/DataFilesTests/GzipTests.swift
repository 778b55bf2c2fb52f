import DataFiles
import NumericCore
import TestSupport
import Testing

@Suite("Files packed by gzip", .tags(.hostile))
struct GzipTests {
  /// What `bytes` are packed to without compression: a header, stored blocks, the check sum and the length (RFC 1952).
  private func packed(_ bytes: [UInt8], checkSum: UInt32) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    var start = 0
    repeat {
      let end = min(start + 0xFFFF, bytes.count)
      let length = UInt16(end - start)
      result.append(end == bytes.count ? 1 : 0)
      for word in [length, ~length] { result += withUnsafeBytes(of: word.littleEndian, Array.init) }
      result += bytes[start..<end]
      start = end
    } while start < bytes.count
    for word in [checkSum, UInt32(bytes.count)] {
      result += withUnsafeBytes(of: word.littleEndian, Array.init)
    }
    return result
  }

  // "1,2\n3,4\n" and its CRC-32.
  private let text = Array("1,2\n3,4\n".utf8)
  private var member: [UInt8] { packed(text, checkSum: 0xAF6C_9347) }

  private func sentence(_ bytes: [UInt8], mostUnpacked: Int = 1 << 20) -> String? {
    failure { () throws(DataError) in
      _ = try loadData(DataRequest(location: "f.gz"), bytes: bytes, mostUnpacked: mostUnpacked)
    }?.description
  }

  @Test("a packed CSV file is the table of the plain one; its digest is that of the packed bytes")
  func csv() throws {
    #expect(try table(of: member).values == Matrix([[1, 2], [3, 4]]))
    #expect(try table(of: member + member).rows == 4)
    try withDirectory { directory in
      let path = directory + "/rows.csv"
      try AtomicFile.write(Array(String(repeating: "1.5,2\n", count: 50_000).utf8), to: path)
      let plain = try loadTable(DataRequest(location: path))
      #expect(shell("gzip -k '\(path)'").status == 0)
      let data = try loadTable(DataRequest(location: path + ".gz"))
      #expect(data.values == plain.values && data.rows == 50_000)
      #expect(data.source.sha256 == shell("sha256sum '\(path).gz'").output.prefix(64))
      let preview = try CSVPreview(path: path + ".gz")
      #expect(!preview.isWhole && preview.columns.count == 2)
    }
  }

  @Test("every truncation is an error that names the byte where the file ends")
  func truncations() {
    for count in 2..<member.count {
      #expect(
        sentence(Array(member.prefix(count)))
          == "f.gz, packed by gzip: it ends at byte \(count), where more of what it packs was expected. Was it cut short, or changed on its way? Get it again."
      )
    }
  }

  @Test("damage is an error with its place: in a header, in the data, in the check sum, after the end")
  func damage() {
    var header = member
    header[2] = 9
    #expect(sentence(header)?.contains("at byte 4 it is damaged") == true)
    var length = member
    length[12] ^= 1
    #expect(sentence(length)?.contains("at byte 15 it is damaged") == true)
    var sum = member
    sum[sum.count - 8] ^= 1
    #expect(
      sentence(sum)
        == "f.gz, packed by gzip: at byte 27 it is damaged: sound compressed data with their check sum were expected. Was it cut short, or changed on its way? Get it again."
    )
    #expect(
      sentence(member + [7])
        == "f.gz, packed by gzip: what it packs ends at byte 31, and the end of the file or another gzip member was expected there. Take what follows off, or get the file again."
    )
  }

  @Test("what unpacks to more than the limit is refused, whatever its format")
  func bomb() {
    let long = packed(Array(repeating: 0x0A, count: 1 << 20), checkSum: 0)
    #expect(
      sentence(long, mostUnpacked: (1 << 20) - 1)
        == "f.gz, packed by gzip: it unpacks to more than 0 MiB. If that is meant, unpack it first: gunzip --keep FILE."
    )
    let pictures = packed(idx([100, 100, 200], Array(repeating: 3, count: 2_000_000)), checkSum: 0)
    #expect(
      sentence(pictures)
        == "f.gz, packed by gzip: it unpacks to more than 1 MiB. If that is meant, unpack it first: gunzip --keep FILE."
    )
  }
}

/// Reads one array of a NumPy archive: a zip file of `.npy` files.
enum NPZReader {
  /// The first bytes of a file in the format: a file in it, or the end of an empty directory.
  static let magics: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]]

  /// An array, and what is to be told of the choice.
  struct Choice {
    /// The array.
    let array: NumericArray
    /// What it is called in the archive.
    let name: String
    /// A sentence on the choice; nil if there was none to make.
    let note: String?
  }

  /// The array called `name`, or else the first of as many axes as `use` wants.
  static func read(
    _ input: inout ArrayInput, name: String?, for use: ArrayUse, rows: Int? = nil, isCancelled: () -> Bool
  ) throws(DataError) -> Choice {
    let bytes = try input.rest(limit: ArrayInput.largestArray, isCancelled: isCancelled)
    do {
      let directory = try ZipDirectory(bytes)
      let members = directory.entries.filter { $0.name.hasSuffix(".npy") }
      let chosen = try member(of: directory, members, named: name, for: use, file: input.file)
      let contents = try directory.contents(of: chosen)
      let shortName = String(chosen.name.dropLast(4))
      var inner = ArrayInput(
        ByteStream(contents, named: "\(input.file):\(shortName)"), format: .npy)
      let array = try NPYReader.read(&inner, rows: rows, isCancelled: isCancelled)
      let note =
        members.count > 1
        ? "array \(quoted(shortName)) of the \(members.count) in the archive is read" : nil
      return Choice(array: array, name: shortName, note: note)
    } catch let fault as ArrayFault {
      throw input.error(fault)
    } catch let error as DataError {
      throw error
    } catch {
      preconditionFailure("reading an archive throws only its own errors")
    }
  }

  /// The member to read: the one called `name`, or the first that holds numbers and can be of `use`.
  private static func member(
    of directory: ZipDirectory, _ members: [ZipDirectory.Entry], named name: String?, for use: ArrayUse,
    file: String
  ) throws -> ZipDirectory.Entry {
    if let name {
      let found = members.first { $0.name == name + ".npy" || $0.name == name }
      guard let found else {
        throw ArrayFault.noArray(
          wanted: "array \(quoted(name))", names: members.map { String($0.name.dropLast(4)) })
      }
      return found
    }
    var shapes: [String] = []
    for member in members {
      let name = String(member.name.dropLast(4))
      let head = try directory.contents(of: member, limit: NPYReader.longestHeader + 16)
      var input = ArrayInput(ByteStream(head, named: "\(file):\(name)"), format: .npy)
      guard let header = try? NPYReader.header(&input) else {
        shapes.append(name)
        continue
      }
      if use.axes.contains(header.shape.count) { return member }
      shapes.append("\(name) \(named(header.shape))")
    }
    // The only one is read whatever it is, for its own error.
    if members.count == 1 { return members[0] }
    throw ArrayFault.noArray(wanted: use.wanted, names: shapes)
  }
}

/// What an array is wanted for.
enum ArrayUse {
  /// Rows of numbers, or pictures.
  case table
  /// One label for each row.
  case labels

  /// How many axes make an array of an archive the one that is meant.
  var axes: ClosedRange<Int> { self == .table ? 2...4 : 1...1 }

  /// What is wanted, in words.
  var wanted: String { self == .table ? "array of two axes or more" : "array of one axis" }
}

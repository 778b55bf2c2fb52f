import DataFiles
import Explorer

/// The file that a key log is written to as a person works.
///
/// A log that cannot be written any more ends; the explorer goes on.
struct KeyLogFile {
  private var log: KeyLog
  private let file: NewFile
  private var isFull = false

  /// A new file at `path`. One that is there already is not replaced.
  init(path: String, opening: [KeyScript.OpeningWord: String]) throws {
    log = KeyLog(opening: opening)
    do {
      file = try NewFile(path: path)
    } catch {
      throw failing(error)
    }
  }

  /// Hands `message` to the explorer, and writes what is known of what a person did.
  mutating func receive(_ message: Message, in explorer: inout Explorer) -> [Effect] {
    let effects = log.receive(message, in: &explorer)
    return effects + write(log.takeLines(), in: &explorer)
  }

  /// Writes what is left.
  mutating func finish(in explorer: inout Explorer) {
    _ = write(log.finish(), in: &explorer)
  }

  private mutating func write(_ text: String, in explorer: inout Explorer) -> [Effect] {
    guard !isFull, !text.isEmpty else { return [] }
    do {
      try file.append(text)
      return []
    } catch {
      isFull = true
      return explorer.receive(.failed("the key log ends here: \(error.description)"))
    }
  }
}

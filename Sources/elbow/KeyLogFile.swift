import DataFiles
import Explorer

/// The file that a key log is written to as a person works; it is made with the first line.
///
/// A log that cannot be written any more ends; the explorer goes on.
struct KeyLogFile {
  private let path: String
  private var log: KeyLog
  private var file: NewFile?
  /// Why nothing is written any more.
  private(set) var fault: DataError?

  /// A new file at `path`. One that is there already is not replaced.
  init(path: String, opening: [KeyScript.OpeningWord: String]) throws {
    self.path = path
    log = KeyLog(opening: opening)
    do {
      try NewFile.check(path)
    } catch {
      throw failing(error)
    }
  }

  /// Hands `message` to the explorer, and writes what is known of what a person did.
  mutating func receive(_ message: Message, in explorer: inout Explorer) -> [Effect] {
    let effects = log.receive(message, in: &explorer)
    let wasSound = fault == nil
    write(log.takeLines())
    guard wasSound, let fault else { return effects }
    return effects + explorer.receive(.failed("the key log ends here: \(fault.description)"))
  }

  /// Writes what is left.
  mutating func finish() { write(log.finish()) }

  private mutating func write(_ text: String) {
    guard fault == nil, !text.isEmpty else { return }
    do throws(DataError) {
      if file == nil { file = try NewFile(path: path) }
      try file?.append(text)
    } catch {
      fault = error
    }
  }
}

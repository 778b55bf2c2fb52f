import ArgumentParser
import DataFiles
import NumericCore
import PlotKit

/// `elbow data …`: the built-in data and the generators.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List, describe and make data.",
    discussion: """
      Examples:
        elbow data list
        elbow data show penguins
        elbow data make two-moons --count 500 --out moons.csv
      """,
    subcommands: [List.self, Show.self, Make.self], defaultSubcommand: List.self)

  /// `elbow data list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the built-in data sets and the generators.",
      discussion: """
        Examples:
          elbow data list
          elbow data list --json
        """)

    @Flag(help: "One JSON document on standard output.")
    var json = false

    func run() throws {
      let entries = DataCatalog.list
      guard !json else {
        try output(jsonText(entries.map(DataEntry.init)))
        return
      }
      let width = entries.map(\.name.count).max() ?? 0
      let lines = entries.map { entry in
        let name = entry.name + String(repeating: " ", count: width - entry.name.count)
        return "\(name)  \(DataEntry(entry).shape)  \(entry.summary)"
      }
      try output(lines.joined(separator: "\n"))
    }
  }

  /// `elbow data show NAME`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Describe a data set: each column's range, mean and missing values.",
      discussion: """
        Examples:
          elbow data show penguins
          elbow data show my.csv.gz --json
          elbow data show arrays.npz:train --labels classes.npy
        """)

    @Argument(
      help:
        "A built-in name, a generator, a CSV, TSV, IDX, NPY or NPZ file, plain or .gz, FILE.npz:ARRAY, or -.",
      completion: .data)
    var name: String

    @Option(
      help: "A file that holds the class of each row: IDX or NPY with one axis, or CSV with one column.",
      completion: .file())
    var labels: String?

    @Flag(help: "One JSON document on standard output.")
    var json = false

    func run() throws {
      let data: LoadedData
      do {
        data = try loadData(DataRequest(location: name, labelFile: labels))
      } catch {
        throw failing(error)
      }
      let description =
        switch data {
        case .table(let table): DataDescription(table)
        case .pixels(let pixels): DataDescription(pixels)
        }
      try output(json ? try jsonText(description) : description.text)
    }
  }

  /// `elbow data make NAME`.
  struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make data with a generator, as CSV.",
      discussion: """
        Examples:
          elbow data make two-moons --count 500 --seed 7 --out moons.csv
          elbow data make swiss-roll --count 1000 | elbow fit gmm --data - --components 4
        """)

    @Argument(help: "A generator: elbow data list names them.", completion: .generator)
    var name: String

    @Option(help: "How many rows.")
    var count: Int?

    @Option(help: "Names the random numbers.")
    var seed: UInt64 = 42

    @Option(help: "The file to write; standard output without it.", completion: .file())
    var out: String?

    func run() throws {
      try refuseCount(count, for: name)
      do {
        let table = try DataCatalog.load(name, count: count, seed: seed)
        try writeTable(table, to: out ?? "-")
      } catch {
        throw failing(error)
      }
    }
  }
}

import NumericCore

/// The data sets that have a name: some real ones in the program or installed beside it, and generators of made ones.
public enum DataCatalog {
  /// One data set of the catalogue, as a list shows it.
  public struct Entry: Hashable, Sendable {
    /// Real data, or made on demand.
    public enum Kind: Hashable, Sendable {
      /// Numbers that were measured, compiled into the program.
      case builtIn
      /// Numbers that were measured, in files that a package of the system installs.
      case installed
      /// Numbers drawn from a known law, from a count and a seed.
      case generator
    }

    /// The name that `loadTable` takes.
    public let name: String
    /// Real data, or made on demand.
    public let kind: Kind
    /// How many rows it has; of a generator, how many it makes unless told.
    public let rows: Int
    /// The columns that are read unless others are asked for.
    public let columnNames: [String]
    /// The column that holds the class of each row, if it has one.
    public let label: String?
    /// The column that says how many times each row counts, if it has one.
    public var weights: String? = nil
    /// What it is, in one line.
    public let summary: String
    /// Where it is from.
    public let source: String
  }

  /// Everything there is: the built-in data sets, those that a package installs, then the generators.
  public static let list: [Entry] =
    BuiltInData.all.map(\.entry) + InstalledData.all.map(\.entry) + Generator.all.map(\.entry)

  /// The table called `name`, as it is; `count` and `seed` matter to generators only.
  public static func load(_ name: String, count: Int? = nil, seed: UInt64 = 42) throws(DataError) -> DataTable
  {
    guard meaning(of: name) != nil else {
      throw .notFound(location: name, suggestions: suggestions(for: name))
    }
    return try loadTable(DataRequest(location: name, count: count, seed: seed))
  }

  /// Whether `name` is that of a data set of the catalogue.
  public static func contains(_ name: String) -> Bool { meaning(of: name) != nil }

  /// What a name of the catalogue stands for.
  enum Meaning {
    case builtIn(BuiltInData)
    case installed(InstalledData)
    case generator(Generator)
  }

  /// What `name` stands for; upper and lower case, `-`, `_` and blanks do not count.
  static func meaning(of name: String) -> Meaning? {
    let key = simplified(name)
    if let builtIn = BuiltInData.all.first(where: { simplified($0.entry.name) == key }) {
      return .builtIn(builtIn)
    }
    if let installed = InstalledData.all.first(where: { simplified($0.entry.name) == key }) {
      return .installed(installed)
    }
    let generator = Generator.all.first {
      simplified($0.entry.name) == key || $0.aliases.contains(key)
    }
    return generator.map { .generator($0) }
  }

  /// Whether `location`, which is nothing that exists, could have been meant as a name of the catalogue.
  static func couldBeMeant(by location: String) -> Bool {
    !location.contains("/") && !location.contains(".")
  }

  /// At most three names of the catalogue that `name` may have been meant for, the most alike first.
  static func suggestions(for name: String) -> [String] {
    let key = simplified(name)
    guard !key.isEmpty else { return [] }
    return list.map { (name: $0.name, distance: editDistance(key, simplified($0.name))) }
      .filter { $0.distance <= max(1, key.count / 3) || simplified($0.name).hasPrefix(key) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
      .prefix(3).map(\.name)
  }

  private static func simplified(_ name: String) -> String {
    name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
  }
}

/// How many insertions, deletions and substitutions of a character lead from one text to the other (Levenshtein, 1965).
/// Only the first 64 characters count.
func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.prefix(64))
  let b = Array(second.prefix(64))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}

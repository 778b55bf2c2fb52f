/// The names of the columns of a file, all different, and the way from what a person calls a column to its place.
struct ColumnNames {
  /// The name of each column; no two are the same.
  let names: [String]
  /// Whether the names stood in the file.
  let fromHeader: Bool
  /// Whether the file has a header that leaves the first column without a name.
  let firstIsUnnamed: Bool
  /// The names of several columns each, and what those columns are called instead.
  let repeated: [(name: String, candidates: [String])]

  /// The names x1, x2, … of `count` columns without a header.
  init(count: Int) {
    names = (0..<count).map { "x\($0 + 1)" }
    fromHeader = false
    firstIsUnnamed = false
    repeated = []
  }

  /// The names in a header. A column without a name is called after its place, and columns of one name `a` are called
  /// `a.1`, `a.2`, ….
  init(header: [String]) {
    let given = header.enumerated().map { $1.isEmpty ? "x\($0 + 1)" : $1 }
    var occurrences: [String: Int] = [:]
    for name in given { occurrences[name, default: 0] += 1 }
    var taken = Set(given)
    var used: [String: Int] = [:]
    var candidates: [String: [String]] = [:]
    var order: [String] = []
    names = given.map { name in
      guard occurrences[name, default: 0] > 1 else { return name }
      if candidates[name] == nil { order.append(name) }
      var candidate: String
      repeat {
        used[name, default: 0] += 1
        candidate = "\(name).\(used[name, default: 0])"
      } while taken.contains(candidate)
      taken.insert(candidate)
      candidates[name, default: []].append(candidate)
      return candidate
    }
    fromHeader = true
    firstIsUnnamed = header.first?.isEmpty ?? false
    repeated = order.map { ($0, candidates[$0] ?? []) }
  }

  /// The place of the column that is called `name`: by its name, by its name in other upper and lower case if that means
  /// one column only, or counted from 1 where the file has no header.
  func place(of name: String, in file: String) throws(DataError) -> Int {
    if let place = names.firstIndex(of: name) { return place }
    if let candidates = repeated.first(where: { $0.name == name })?.candidates {
      throw .ambiguousColumn(file: file, name: name, candidates: candidates)
    }
    if !fromHeader, let number = Int(name), names.indices.contains(number &- 1) { return number - 1 }
    let alike = names.indices.filter { names[$0].lowercased() == name.lowercased() }
    guard let place = alike.first else {
      throw .unknownColumn(file: file, name: name, names: names)
    }
    guard alike.count == 1 else {
      throw .ambiguousColumn(file: file, name: name, candidates: alike.map { names[$0] })
    }
    return place
  }

  /// The places of the columns called `wanted`, in that order; no column twice.
  func places(of wanted: [String], in file: String) throws(DataError) -> [Int] {
    var places: [Int] = []
    for name in wanted {
      let place = try place(of: name, in: file)
      guard !places.contains(place) else { throw .repeatedColumn(file: file, name: names[place]) }
      places.append(place)
    }
    return places
  }

  /// Sentences about the names that are not those of the file.
  var notes: [String] {
    repeated.map { name, candidates in
      "\(candidates.count) columns are called \(quoted(name)); here they are \(listed(candidates))"
    }
  }
}

/// The numbers of one column, gathered row by row until a cell turns out not to be a number.
struct NumberGatherer {
  /// The place of the column in the file, from 0.
  let place: Int
  /// Whether the column was asked for, so that a cell that is not a number is an error.
  let isRequired: Bool
  /// The numbers so far; a missing value is NaN.
  private(set) var values: [Double] = []
  /// The least and the greatest number so far; crossed over before the first.
  private(set) var least = Double.infinity
  private(set) var greatest = -Double.infinity
  /// The first cell that is not a number; from then on nothing is gathered.
  private(set) var offence: (line: Int, text: String)?

  /// A column without rows.
  init(place: Int, isRequired: Bool) {
    self.place = place
    self.isRequired = isRequired
  }

  /// Whether no row has a value.
  var isEmpty: Bool { least > greatest }
  /// Whether all values are the same.
  var isConstant: Bool { least == greatest }

  /// Adds a row.
  mutating func append(_ number: Double) {
    values.append(number)
    if number < least { least = number }
    if number > greatest { greatest = number }
  }

  /// Adds a row without a value.
  mutating func appendMissing() { values.append(.nan) }

  /// Gives the column up for a cell that is not a number.
  mutating func giveUp(line: Int, text: String) {
    offence = (line, text)
    values = []
  }

  /// Whether the values are 0, 1, 2, … or 1, 2, 3, …: the numbers of the rows.
  var countsRows: Bool {
    guard let first = values.first, first == 0 || first == 1, values.count > 1 else { return false }
    return values.indices.allSatisfy { values[$0] == first + Double($0) }
  }
}

extension ArchiveFault: CustomStringConvertible {
  /// What is wrong, where, and what was expected; without a full stop.
  public var description: String {
    switch self {
    case .tooLarge(let limit): "it has more than \(limit) bytes"
    case .tooShort(let bytes): "it has \(counted(bytes, "byte")), and the length of its header alone takes 8"
    case .headerLength(let claimed, let available):
      "its header claims \(claimed) bytes, and there can be 2 to \(max(available, 2))"
    case .syntax(let offset, let expected): "\(expected) expected at byte \(offset)"
    case .duplicateName(let name, let offset):
      "the name \(quoted(name)) stands a second time at byte \(offset)"
    case .unknownType(let tensor, let type):
      "tensor \(quoted(tensor)) has numbers of type \(quoted(type)), which is not one that is read"
    case .shapeTooLarge(let tensor, let shape):
      "the shape \(shape) of tensor \(quoted(tensor)) is too large to count"
    case .byteCount(let tensor, let needed, let spanned):
      "tensor \(quoted(tensor)) needs \(counted(needed, "byte")) by its shape and has \(spanned) by its offsets"
    case .notContiguous(let tensor, let begin, let expected):
      "tensor \(quoted(tensor)) begins at byte \(begin), and \(expected) was expected"
    case .outOfRange(let tensor, let end, let available):
      "tensor \(quoted(tensor)) ends at byte \(end), and the file at \(available)"
    case .notFinite(let tensor, let offset, let found):
      "tensor \(quoted(tensor)) has \(found) at byte \(offset), where a finite number was expected"
    case .trailingBytes(let offset, let count):
      "\(counted(count, "byte")) more than the tensors take, from byte \(offset)"
    case .notARun: "it holds tensors, but no run of elbow: its metadata name no data"
    case .holdsLadder: "it holds a ladder of many models"
    case .fittedToStandardInput:
      "the run was fitted to standard input, which cannot be read again"
    }
  }
}

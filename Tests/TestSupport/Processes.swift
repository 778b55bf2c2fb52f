import Glibc

/// The path of the binary called `name` that was built beside this one.
public func siblingPath(_ name: String) -> String {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
  let own = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  return own.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(name)"
}

/// User and system time of a process, in ticks of the kernel, of which there are a hundred a second.
public func processorTicks(of process: pid_t) -> Int {
  guard let file = fopen("/proc/\(process)/stat", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 4096)
  guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
  let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  // The name of the program stands in parentheses and may hold anything; what counts comes after it.
  let fields = (text.split(separator: ")").last ?? "").split(separator: " ")
  return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
}

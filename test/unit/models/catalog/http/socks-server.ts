import { type AddressInfo, type Socket, connect, createServer } from "node:net";

export interface SocksServer {
  port: number;
  /** What was asked for: a name or an address. */
  destinations: string[];
  close(): Promise<void>;
}

export interface SocksOptions {
  /** "name:password" that SOCKS 5 must give. */
  password?: string;
  refuses?: boolean;
}

/** A SOCKS 4, 4a and 5 proxy that leads everything to this computer. */
export async function startSocks({ password, refuses = false }: SocksOptions = {}): Promise<SocksServer> {
  const destinations: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    serve(socket).catch(() => socket.destroy());
  });

  async function serve(socket: Socket): Promise<void> {
    const first = await next(socket);
    if (first[0] === 4) {
      await serve4(socket, first);
      return;
    }
    if (password !== undefined) {
      if (!first.subarray(2).includes(2)) {
        socket.end(Buffer.from([5, 0xff]));
        return;
      }
      socket.write(Buffer.from([5, 2]));
      const given = await next(socket);
      const nameLength = given[1] ?? 0;
      const name = given.subarray(2, 2 + nameLength).toString();
      const isRight = `${name}:${given.subarray(3 + nameLength).toString()}` === password;
      socket.write(Buffer.from([1, isRight ? 0 : 1]));
      if (!isRight) return;
    } else {
      socket.write(Buffer.from([5, 0]));
    }
    const request = await next(socket);
    const host =
      request[3] === 3 ? request.subarray(5, 5 + (request[4] ?? 0)).toString() : [...request.subarray(4, 8)].join(".");
    const port = request.readUInt16BE(request.length - 2);
    destinations.push(host);
    if (refuses) {
      socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
      return;
    }
    await lead(socket, port, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  }

  async function serve4(socket: Socket, request: Buffer): Promise<void> {
    const address = [...request.subarray(4, 8)];
    const isName = address.slice(0, 3).every((part) => part === 0);
    const nameStart = request.indexOf(0, 8) + 1;
    destinations.push(isName ? request.subarray(nameStart, request.length - 1).toString() : address.join("."));
    await lead(socket, request.readUInt16BE(2), Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]));
  }

  async function lead(socket: Socket, port: number, granted: Buffer): Promise<void> {
    const target = connect(port, "127.0.0.1");
    target.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    await new Promise((resolve) => target.once("connect", resolve));
    socket.write(granted);
    socket.pipe(target).pipe(socket);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    destinations,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function next(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once("data", resolve);
    socket.once("close", () => {
      reject(new Error("closed"));
    });
  });
}

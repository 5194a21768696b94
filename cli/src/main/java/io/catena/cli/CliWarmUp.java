package io.catena.cli;

import io.catena.cli.text.Console;
import io.catena.cli.text.ExitCode;
import io.catena.thrift.Catena;
import io.catena.thrift.Layout;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.apache.thrift.TProcessor;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/**
 * Runs the most frequent commands against a server in the same process, which knows one answer to each call. The JVM
 * records the classes that they need, for an archive that makes later starts faster; see {@code scripts/lib.sh}.
 */
public final class CliWarmUp {
    private CliWarmUp() {}

    /** Exits with 1 if a command failed. */
    public static void main(String[] arguments) throws IOException, TTransportException {
        System.exit(run() ? 0 : 1);
    }

    static boolean run() throws IOException, TTransportException {
        ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        TThreadPoolServer server = new TThreadPoolServer(new TThreadPoolServer.Args(new TServerSocket(socket))
                .processor(processor(socket.getLocalPort()))
                .transportFactory(new TFramedTransport.Factory())
                .protocolFactory(new TBinaryProtocol.Factory()));
        Thread thread = new Thread(server::serve, "rehearsal");
        thread.setDaemon(true);
        thread.start();
        try {
            boolean well = true;
            for (String command : List.of("put key value", "get key", "delete key", "get key -o json", "layout")) {
                String[] words = (command + " --servers 127.0.0.1:" + socket.getLocalPort()).split(" ");
                well &= CatenaCommand.run(deafConsole(), name -> null, words) == ExitCode.DONE;
            }
            return well;
        } finally {
            server.stop();
        }
    }

    private static Console deafConsole() {
        PrintStream nowhere = Console.utf8(new ByteArrayOutputStream());
        return new Console(InputStream.nullInputStream(), nowhere, nowhere, false, false, false);
    }

    private static TProcessor processor(int port) {
        WriteResult written = new WriteResult(true, 1).setPrevious(new byte[1]).setPreviousVersion(1);
        ReadResult read = new ReadResult().setValue(new byte[1]).setVersion(1);
        Layout layout = new Layout("rehearsal", 1, 1, List.of(new LayoutMember("n", 1, "127.0.0.1", port)), 1);
        Map<String, Object> answers = Map.of(
                "put", written,
                "get", read,
                "remove", written,
                "write", new WriteResults(List.of(written), 1),
                "read", new ReadResults(List.of(read), 1),
                "openSession", 1L,
                "layout", layout);
        Object server = Proxy.newProxyInstance(
                CliWarmUp.class.getClassLoader(),
                new Class<?>[] {Catena.Iface.class},
                (proxy, method, call) -> answers.get(method.getName()));
        return new Catena.Processor<>((Catena.Iface) server);
    }
}

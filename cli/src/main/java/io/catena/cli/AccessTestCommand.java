package io.catena.cli;

import io.catena.cli.text.ByteText;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.thrift.AccessAnswer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "test",
        description = "Tells what a principal may do with a key, and by which rules, as the node sees it that answers.",
        footer = "Exit code 1 if it may neither read nor write it.")
final class AccessTestCommand implements Callable<Integer> {
    @ParentCommand
    private AccessCommand access;

    @Parameters(index = "0", paramLabel = "PRINCIPAL", description = "The name of the principal.")
    private String principal;

    @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
    private String key;

    @Mixin
    private ByteText bytes;

    @Override
    public Integer call() throws IOException {
        CatenaCommand catena = access.catena();
        byte[] wanted = bytes.parse(key);
        AccessAnswer answer =
                access.cluster().testAccess(principal, wanted, catena.timeoutMillis(AccessCommand.TIMEOUT_MILLIS));
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("principal", principal);
            json.put("key", bytes.json(wanted));
            json.put("read", answer.isRead());
            json.put("write", answer.isWrite());
            json.put("operator", answer.isActsAsOperator());
            json.put("why", answer.getWhy());
            Json.print(catena.console().out(), json);
        } else {
            catena.console()
                    .result(principal + " may " + verbs(answer) + " this key"
                            + (answer.isActsAsOperator() ? ", and is an operator" : "") + ": " + answer.getWhy());
        }
        return answer.isRead() || answer.isWrite() ? ExitCode.DONE : ExitCode.NOT_FOUND;
    }

    private static String verbs(AccessAnswer answer) {
        if (answer.isRead() && answer.isWrite()) {
            return "read and write";
        }
        if (answer.isRead()) {
            return "read and not write";
        }
        return answer.isWrite() ? "write and not read" : "neither read nor write";
    }
}

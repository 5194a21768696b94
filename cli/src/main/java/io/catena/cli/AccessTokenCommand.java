package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "token",
        description =
                "Makes a token: writes it into a new file for the caller, readable by its owner alone, and prints the line"
                        + " for the --tokens-file of the nodes. No node is asked.")
final class AccessTokenCommand implements Callable<Integer> {
    private static final int RANDOM_BYTES = 32;

    @ParentCommand
    private AccessCommand access;

    @Parameters(index = "0", paramLabel = "PRINCIPAL", description = "Whom the token is for.")
    private String principal;

    @Parameters(index = "1", paramLabel = "FILE", description = "The file that is made; it must not exist.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        if (principal.isBlank()
                || principal.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new CommandFailure(ExitCode.USAGE, "a principal's name has no spaces; see docs/security.md");
        }
        if (principal.startsWith("node:")) {
            throw new CommandFailure(ExitCode.USAGE, "a node needs a certificate, not a token; see docs/security.md");
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        write(token);
        access.catena().console().result(principal + " " + digest(token));
        return ExitCode.DONE;
    }

    private void write(String token) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (Writer out = Channels.newWriter(
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? Files.newByteChannel(
                                file,
                                options,
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                        : Files.newByteChannel(file, options),
                StandardCharsets.UTF_8)) {
            out.write(token + "\n");
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, file + " exists, and a token in use would be lost; name a new file");
        }
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package io.catena.thrift;

import static org.junit.Assert.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.Test;

public class GeneratedCodeTest {
    @Test
    public void theIdlHasNotChangedSinceTheCodeWasGenerated() throws Exception {
        byte[] idl = Files.readAllBytes(Path.of("src/main/idl/catena.thrift"));
        String actual =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(idl));
        String generatedFrom =
                Files.readString(Path.of("src/generated/idl.sha256")).trim();
        assertEquals("catena.thrift has changed: run thrift/generate", generatedFrom, actual);
    }
}

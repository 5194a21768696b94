package io.catena.server;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.node.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public class OutsideValuesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final OptionSpec port = OptionSpec.builder("--port").build();
    private final OptionSpec host = OptionSpec.builder("--host").build();
    private final CommandSpec spec = CommandSpec.create().addOption(port).addOption(host);

    private Path file(String content) throws Exception {
        return Files.writeString(folder.newFile().toPath(), content);
    }

    @Test
    public void theEnvironmentWinsOverTheFile() throws Exception {
        OutsideValues values = new OutsideValues(file("port=1\nhost=h\n"), Map.of("CATENA_PORT", "2"), spec);
        assertEquals("2", values.defaultValue(port));
        assertEquals("h", values.defaultValue(host));
    }

    @Test
    public void whereAValueComesFromIsTold() throws Exception {
        Path file = file("port=1\nhost=h\n");
        OutsideValues values = new OutsideValues(file, Map.of("CATENA_PORT", "2"), spec);
        assertEquals(" (from the environment's CATENA_PORT)", values.originOf(port));
        assertEquals(" (from --config " + file + ")", values.originOf(host));
        assertEquals("", new OutsideValues(null, Map.of(), spec).originOf(port));
    }

    @Test
    public void whatKubernetesSaysOfAServiceNamedCatenaIsNoSetting() throws Exception {
        OutsideValues values = new OutsideValues(file("port=1\n"), Map.of("CATENA_PORT", "tcp://10.96.0.1:7401"), spec);
        assertEquals("1", values.defaultValue(port));
    }

    @Test
    public void anEmptyPathOfTheFileIsNoFile() {
        StartException e =
                assertThrows(StartException.class, () -> OutsideValues.configFile(new String[] {"--config", ""}));
        assertTrue(e.getMessage(), e.getMessage().contains("empty"));
    }

    @Test
    public void aSettingThatDoesNotExistIsNamed() throws Exception {
        Path file = file("prot=1\n");
        StartException e = assertThrows(StartException.class, () -> new OutsideValues(file, Map.of(), spec));
        assertTrue(e.getMessage(), e.getMessage().contains("[prot]"));
    }

    @Test
    public void aFileThatCannotBeReadIsNamed() {
        Path missing = folder.getRoot().toPath().resolve("missing");
        StartException e = assertThrows(StartException.class, () -> new OutsideValues(missing, Map.of(), spec));
        assertEquals("--config " + missing + " cannot be read: there is no " + missing, e.getMessage());
    }
}

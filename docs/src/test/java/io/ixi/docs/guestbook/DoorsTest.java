package io.ixi.docs.guestbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.Main;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.chain.ModuleMethods;
import io.ixi.rpc.json.Docs;
import io.ixi.vm.kernel.exec.Executor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A module that nobody listed anywhere is behind every door. */
class DoorsTest {
    private static final Executor CHAIN = GuestbookTest.chain();

    private static String ixi(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(
                print,
                print,
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                Texts.of("io.ixi.cli.messages", Locale.ENGLISH),
                false);
        Main.run(terminal, CHAIN::registry, arguments);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void messagesAndQueriesAreCommands() {
        assertThat(ixi("tx", "send", "--help")).contains("guestbook.Sign");
        assertThat(ixi("query", "guestbook", "entry", "--help")).contains("--guest");
    }

    @Test
    void queriesAreMethodsOfTheRpcDocument() {
        Backend backend = (Backend) Proxy.newProxyInstance(
                Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registry");
                    return CHAIN.registry();
                });
        Docs docs = Docs.load(DoorsTest.class.getClassLoader());
        List<Method> methods = new ModuleMethods(backend, docs, new TreeMap<>()).all();
        Method entry = methods.stream()
                .filter(method -> method.name().equals("ixi_guestbook_entry"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.summary()).contains("What a guest left");
    }

    @Test
    void errorsAndEventsAreNamed() {
        assertThat(CHAIN.registry().error(210_001).orElseThrow().name()).isEqualTo("SIGNED_ALREADY");
        assertThat(CHAIN.registry().event(53_761).orElseThrow().name()).isEqualTo("Signed");
        assertThat(CHAIN.registry().event(53_761).orElseThrow().inbox()).hasSize(1);
    }
}

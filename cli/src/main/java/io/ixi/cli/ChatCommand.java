package io.ixi.cli;

import io.ixi.cli.chat.ChatException;
import io.ixi.cli.chat.ChatMember;
import io.ixi.cli.chat.HttpRelay;
import io.ixi.consensus.types.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ixi chat ...}: chats that only their members read. Their secrets are gone when the command ends. */
@Command(name = "chat")
final class ChatCommand extends Group {
    private ChatCommand(Terminal terminal) {
        super(terminal);
    }

    static CommandLine line(Terminal terminal) {
        return new CommandLine(new ChatCommand(terminal))
                .addSubcommand(new Wait(terminal))
                .addSubcommand(new With(terminal));
    }

    private abstract static class Talking extends WalletSession {
        @Option(names = "--stay", paramLabel = "SECONDS", defaultValue = "10", descriptionKey = "chat.stay")
        private int staySeconds;

        Talking(Terminal terminal) {
            super(terminal);
        }

        /** The group that the talk is in. */
        abstract Bytes enter(ChatRoom room) throws IOException, RpcException, ChatException;

        @Override
        void act(Open open) throws IOException, RpcException {
            try (HttpRelay relay = new HttpRelay(open.door.url())) {
                ChatRoom room = new ChatRoom(terminal, open, new ChatMember(open.key, relay), this::address);
                room.talk(enter(room), Duration.ofSeconds(staySeconds));
            } catch (ChatException e) {
                throw new FailedException(
                        FailedException.FAILED,
                        "CHAT",
                        terminal.text("chat.failed", String.valueOf(e.getMessage())),
                        null);
            }
        }
    }

    @Command(name = "wait")
    private static final class Wait extends Talking {
        Wait(Terminal terminal) {
            super(terminal);
        }

        @Override
        Bytes enter(ChatRoom room) throws IOException {
            return room.await();
        }
    }

    @Command(name = "with")
    private static final class With extends Talking {
        @Parameters(arity = "1..*", paramLabel = "WHO", descriptionKey = "chat.who")
        private List<String> who = List.of();

        With(Terminal terminal) {
            super(terminal);
        }

        @Override
        Bytes enter(ChatRoom room) throws IOException, ChatException {
            return room.begin(who.stream().map(this::address).toList());
        }
    }
}

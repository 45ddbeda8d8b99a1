package io.ixi.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.chat.ChatException;
import io.ixi.cli.chat.ChatMember;
import io.ixi.cli.chat.KeyPackage;
import io.ixi.cli.chat.Session;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupQuery;
import io.ixi.vm.connect.chat.proto.NewKeyPackage;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.TakeKeyPackage;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The chat that a command is in: what the chain must know of it goes there, what is said goes to the relay. */
final class ChatRoom {
    private static final long PACKAGE_MS = TimeUnit.DAYS.toMillis(1);
    private static final long PAUSE_MS = 300;
    private static final int MAX_LINES = 64;

    /** What could move the cursor of whoever reads. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private static final String ADD = "/add ";
    private static final String REMOVE = "/remove ";

    private final Terminal terminal;
    private final WalletSession.Open open;
    private final ChatMember me;
    private final Function<String, Address> names;

    /** @param names the account that a person means */
    ChatRoom(Terminal terminal, WalletSession.Open open, ChatMember me, Function<String, Address> names) {
        this.terminal = terminal;
        this.open = open;
        this.me = me;
        this.names = names;
    }

    private JsonNode settle(Message message) {
        return new Submission(terminal, open.door).settle(open.key, List.of(message));
    }

    private static ByteString bytes(Hash hash) {
        return ByteString.copyFrom(hash.toBytes());
    }

    /** Leaves a key package and waits until somebody begins a chat with it. */
    Bytes await() throws IOException {
        settle(PublishKeyPackages.newBuilder()
                .addPackages(NewKeyPackage.newBuilder()
                        .setHash(bytes(me.publish().hash()))
                        .setUntilMs(open.timeMs() + PACKAGE_MS))
                .build());
        terminal.note(terminal.text("chat.waiting", me.address().text()));
        while (me.groups().isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
            if (Thread.interrupted()) {
                throw new InterruptedIOException();
            }
            me.sync(this::accepted);
        }
        return me.groups().getFirst();
    }

    /** A new group with accounts that left key packages. */
    Bytes begin(List<Address> others) throws IOException, ChatException {
        List<KeyPackage> packages = new ArrayList<>();
        for (Address other : others) {
            packages.add(taken(other));
        }
        JsonNode account = open.door.call(
                "ixi_getAccount",
                Terminal.JSON.createObjectNode().put("address", me.address().text()));
        long sequence = Long.parseLong(account.path("next_sequence").asString());
        Bytes group = ObjectId.of("group", me.address(), sequence, 0);
        ChatMember.Proposal first = me.create(group, packages);
        settle(CreateGroup.newBuilder().setCommitHash(bytes(first.commit())).build());
        first.begin();
        return group;
    }

    private KeyPackage taken(Address of) throws IOException, ChatException {
        JsonNode answer =
                settle(TakeKeyPackage.newBuilder().setAccount(of.toByteString()).build());
        for (JsonNode event : answer.path("receipt").path("events")) {
            if (event.path("name").asString().equals("chat.KeyPackageTaken")) {
                KeyPackage found =
                        me.fetch(Hash.fromHex(event.path("value").path("hash").asString()));
                if (found.account().equals(of)) {
                    return found;
                }
            }
        }
        throw new ChatException("the key package is not that of " + of.text());
    }

    /** Anybody may write into an inbox: a group that the chain does not know is none. */
    private boolean accepted(Bytes group, long epoch, Hash commit) throws IOException {
        GroupQuery query = GroupQuery.newBuilder()
                .setGroup(ByteString.copyFrom(group.toArray()))
                .build();
        try {
            Group known = open.asks().ask("chat/group", query, Group.getDefaultInstance());
            return known.getEpoch() == epoch && known.getCommitHash().equals(bytes(commit));
        } catch (RpcException e) {
            throw new IOException(e);
        } catch (FailedException e) {
            if (e.exitCode() == FailedException.NO_NODE) {
                throw e;
            }
            return false;
        }
    }

    /** Sends lines and shows what others say, until input has ended and then this long. */
    void talk(Bytes group, Duration stay) throws IOException, ChatException {
        terminal.note(terminal.text(
                "chat.begun", me.members(group).stream().map(Address::text).collect(Collectors.joining(", "))));
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
        Thread reader = Thread.ofVirtual().start(() -> read(lines));
        long heard = System.nanoTime();
        while (reader.isAlive() || !lines.isEmpty() || System.nanoTime() - heard < stay.toNanos()) {
            if (reader.isAlive() || !lines.isEmpty()) {
                heard = System.nanoTime();
            }
            String line = next(lines);
            if (line != null) {
                say(group, line);
            }
            me.sync(this::accepted);
            me.receive(group).forEach(this::show);
        }
    }

    /** Null: nothing was typed for a while. */
    private static @Nullable String next(BlockingQueue<String> lines) throws IOException {
        try {
            return lines.poll(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void read(BlockingQueue<String> lines) {
        try {
            for (String line = terminal.readLine(); line != null; line = terminal.readLine()) {
                lines.put(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Bytes group, String line) throws IOException, ChatException {
        if (line.startsWith(ADD)) {
            change(group, line.substring(ADD.length()), true);
        } else if (line.startsWith(REMOVE)) {
            change(group, line.substring(REMOVE.length()), false);
        } else if (!line.isBlank()) {
            me.send(group, line);
        }
    }

    /** What the chain or the relay refuses is told, and the chat goes on. */
    private void change(Bytes group, String who, boolean add) throws IOException {
        try {
            Address other = names.apply(who.strip());
            ChatMember.Proposal next = add
                    ? me.change(group, List.of(), List.of(taken(other)))
                    : me.change(group, List.of(other), List.of());
            settle(Commit.newBuilder()
                    .setGroup(ByteString.copyFrom(group.toArray()))
                    .setEpoch(me.epoch(group))
                    .setCommitHash(bytes(next.commit()))
                    .build());
            next.begin();
        } catch (ChatException | FailedException e) {
            terminal.note(terminal.text("error", String.valueOf(e.getMessage())));
        }
    }

    private void show(Session.Message message) {
        String text = new String(message.content().toArray(), StandardCharsets.UTF_8);
        if (terminal.json()) {
            terminal.json(Terminal.JSON
                    .createObjectNode()
                    .put("from", message.from().text())
                    .put("epoch", message.epoch())
                    .put("text", text));
        } else {
            String shown = CONTROL.matcher(text).replaceAll(" ");
            terminal.line(terminal.text("chat.message", message.from().text(), shown));
        }
    }
}

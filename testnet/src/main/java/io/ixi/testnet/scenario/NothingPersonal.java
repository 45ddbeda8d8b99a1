package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.chat.ChatException;
import io.ixi.cli.chat.ChatMember;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.social.proto.SetProfile;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Offer;
import io.ixi.vm.ssi.proto.Service;
import io.ixi.vm.ssi.proto.SetDid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A canary: words that people put into profile, order note, credential and chat are in no block and no node's file. */
final class NothingPersonal implements Scenario {
    private static final String CANARY = "Canary Lane 7, second floor";
    private static final String PUBLIC = "https://lamps.example/public-page-of-the-shop";

    @Override
    public String name() {
        return "nothing-personal";
    }

    @Override
    public List<String> cast() {
        return List.of("alice", "bob", "issuer", "shop");
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Bazaar bazaar;
        private final Actor alice;
        private final Actor bob;

        Play(Stage stage) {
            this.stage = stage;
            this.bazaar = new Bazaar(stage);
            this.alice = stage.actor("alice");
            this.bob = stage.actor("bob");
        }

        /** As clients commit to what people write: with a salt that only they know. */
        private static ByteString salted(String use) {
            return Bazaar.hash("32 secret bytes for " + use + ": " + CANARY);
        }

        void all() throws IOException, RpcException {
            bazaar.ok(
                    "alice sets a profile with her address in it",
                    alice,
                    SetProfile.newBuilder().setContentHash(salted("profile")).build());
            order();
            credential();
            try (Chats chats = new Chats(stage)) {
                chat(chats);
            } catch (ChatException e) {
                throw new IOException(e);
            }
            searched();
        }

        private void order() throws IOException, RpcException {
            ByteString listing =
                    bazaar.list(stage.actor("shop"), ListingKind.LISTING_GOODS, Bazaar.details("a lamp", 30));
            PlaceOrder.Builder order = Bazaar.order(listing, 30);
            order.getLinesBuilder(0).setOptionHash(salted("order note"));
            bazaar.placed(alice, order);
        }

        private void credential() throws IOException, RpcException {
            Actor issuer = stage.actor("issuer");
            ByteString type = bazaar.next("type", issuer);
            bazaar.ok(
                    "an issuer defines a proof of address",
                    issuer,
                    DefineType.newBuilder()
                            .setKind(Kind.KIND_OTHER)
                            .setSchemaHash(Bazaar.hash("schema"))
                            .setCriteriaHash(Bazaar.hash("criteria"))
                            .build());
            ByteString id = bazaar.next("credential", issuer);
            bazaar.ok(
                    "and issues it to alice",
                    issuer,
                    Offer.newBuilder()
                            .setType(type)
                            .setSubject(alice.bytes())
                            .setClaimsRoot(salted("claims"))
                            .build());
            bazaar.ok(
                    "alice accepts it",
                    alice,
                    Accept.newBuilder().setCredential(id).build());
        }

        private void chat(Chats chats) throws IOException, RpcException, ChatException {
            ChatMember alices = chats.member(alice);
            ChatMember bobs = chats.member(bob);
            ByteString group = chats.together(alice, alices, bob, bobs);
            alices.send(Chats.id(group), "I live at " + CANARY);
            chats.reads(bob, bobs, group, "I live at " + CANARY);
        }

        /** What is public is found, so the search can find. */
        private void searched() throws IOException, RpcException {
            bazaar.ok(
                    "the shop's DID document names its public page",
                    stage.actor("shop"),
                    SetDid.newBuilder()
                            .addServices(Service.newBuilder().setNumber(1).setUri(PUBLIC))
                            .build());
            long last = stage.height();
            int found = 0;
            int shown = 0;
            for (long height = 1; height <= last; height++) {
                String block = stage.block(height).toString();
                found += forms(CANARY).anyMatch(block::contains) ? 1 : 0;
                shown += forms(PUBLIC).anyMatch(block::contains) ? 1 : 0;
            }
            stage.step("blocks of " + last + " with her address in them", 0, found);
            stage.step("blocks with the public page", 1, shown);
            Path files = stage.files();
            if (files != null) {
                stage.step("files of the nodes with her address", 0, files(files, CANARY));
                stage.step(
                        "nodes have the public page in files",
                        true,
                        files(files, PUBLIC) >= stage.nodes().size());
            }
        }

        /** The text as it stands, in hex, and in base64 wherever it begins. */
        private static Stream<String> forms(String text) {
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            return Stream.concat(
                    Stream.of(text, HexFormat.of().formatHex(plain)),
                    IntStream.range(0, 3).mapToObj(shift -> inside(plain, shift)));
        }

        /** The part of its base64 that does not depend on what is around it. */
        private static String inside(byte[] plain, int shift) {
            byte[] shifted = new byte[shift + plain.length];
            System.arraycopy(plain, 0, shifted, shift, plain.length);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            return encoded.substring(4, encoded.length() - 4);
        }

        private static int files(Path root, String wanted) throws IOException {
            int found = 0;
            List<Path> all;
            try (Stream<Path> walk = Files.walk(root)) {
                all = walk.filter(Files::isRegularFile).toList();
            }
            for (Path file : all) {
                try {
                    String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    found += content.contains(wanted) ? 1 : 0;
                } catch (NoSuchFileException e) {
                    // a running store replaces its files
                }
            }
            return found;
        }
    }
}

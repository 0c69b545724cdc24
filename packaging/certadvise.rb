# The formula of a release. scripts/fill-formula replaces what stands between @ signs.
class Certadvise < Formula
  desc "Rank IT credentials for a role, and check what a team holds"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/certadvise-v@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/certadvise-v@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/certadvise-v@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/certadvise-v@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "certadvise"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/certadvise.bash" => "certadvise"
    zsh_completion.install "completions/_certadvise"
    fish_completion.install "completions/certadvise.fish"
  end

  test do
    assert_match "aws-saa", shell_output("#{bin}/certadvise show aws-saa")
  end
end

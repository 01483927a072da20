package command

import (
	"os"
	"os/exec"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// A group is a command and a job object that holds it and all that it starts.
// Unlike taskkill /T, which follows the numbers of parents, a job loses nobody
// whose parent has ended, and it ends as well when this process is killed: with
// the last handle of the job.
type group struct {
	cmd *exec.Cmd
	job windows.Handle
}

func newGroup(cmd *exec.Cmd) *group { return &group{cmd: cmd} }

// start starts the command and puts it into the job. What it starts in between
// would be missed; the go command takes longer to start its first tool.
func (g *group) start() error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return os.NewSyscallError("CreateJobObject", err)
	}
	g.job = job
	limits := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE},
	}
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits)))
	if err != nil {
		g.close()
		return os.NewSyscallError("SetInformationJobObject", err)
	}
	if err := g.cmd.Start(); err != nil {
		g.close()
		return err
	}
	if err := g.join(); err != nil {
		_ = g.cmd.Process.Kill()
		_ = g.cmd.Wait()
		g.close()
		return err
	}
	return nil
}

// join puts the command into the job.
func (g *group) join() error {
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(g.cmd.Process.Pid))
	if err != nil {
		return os.NewSyscallError("OpenProcess", err)
	}
	defer windows.CloseHandle(process)
	return os.NewSyscallError("AssignProcessToJobObject", windows.AssignProcessToJobObject(g.job, process))
}

// interrupt kills: there is no gentle signal to a group. Ctrl-C in a console
// reaches the go command by itself.
func (g *group) interrupt() error {
	g.kill()
	return nil
}

func (g *group) kill() { _ = windows.TerminateJobObject(g.job, 1) }

func (g *group) close() { _ = windows.CloseHandle(g.job) }

// endSignals are the events that Go turns into signals: Ctrl-C and Ctrl-Break,
// and the end of the console, the session or the system.
func endSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

// EndWithParent leaves it to the job object.
func EndWithParent() {}
